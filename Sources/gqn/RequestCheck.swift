internal import Evaluation
internal import Rendering
internal import Requests
internal import Training

/// Whether a valid request can be carried out, as far as that can be seen without doing it.
enum RequestCheck {
  /// What would go otherwise than asked.
  ///
  /// - Parameters:
  ///   - request: what is asked for.
  ///   - file: names it in messages.
  /// - Returns: what is to be told.
  /// - Throws: why it cannot be carried out.
  static func warnings(of request: Request, file: String) throws(CommandFailure) -> [String] {
    switch request {
    case .render(let request):
      do throws(RenderingError) {
        return try RenderJob(request, outputRoot: "").validate()
      } catch {
        throw CommandFailure(error, request: file)
      }
    case .train(let request):
      do throws(TrainingError) {
        return try TrainJob(request, models: "").validate()
      } catch {
        throw CommandFailure(error, request: file)
      }
    case .evaluate(let request):
      do throws(RenderingError) {
        return try EvaluateJob(request, outputRoot: "").validate()
      } catch {
        throw CommandFailure(error, request: file)
      }
    }
  }
}
