import Glibc
import Testing

@testable import LinuxSystem

struct MachineTests {
  @Test func `facts are plausible`() {
    #expect(!Machine.hostName.isEmpty)
    #expect(Machine.processorCount >= 1)
    #expect(Machine.peakMemoryBytes > 1 << 20)
    let start = Machine.monotonicSeconds
    #expect(start > 0 && Machine.monotonicSeconds >= start)
  }

  @Test(
    arguments: [
      ("Cpus_allowed:\t3\n", 2),
      ("X:\t1\nCpus_allowed:\tff,ffffffff\nCpus_allowed_list:\t0-39", 40),
      ("Cpus_allowed:\t00000000,00000001\n", 1), ("Cpus_allowed:\t0\n", nil), ("", nil),
    ] as [(String, Int?)])
  func `the affinity mask is counted`(status: String, count: Int?) {
    #expect(Machine.allowedProcessors(status: status) == count)
  }

  @Test func `an affinity mask of one processor is obeyed`() throws {
    // taskset runs the shell on the processor this process may use anyway.
    let result = try Subprocess.run(
      "sh",
      ["-c", "taskset -c $(taskset -cp $$ | grep -o '[0-9]*$') grep Cpus_a /proc/self/status"])
    #expect(Machine.allowedProcessors(status: result.output) == 1, "\(result)")
  }

  @Test(
    arguments: [
      ("model\t: 6\nmodel name\t: Some  CPU @ 2.0GHz\n", "Some CPU @ 2.0GHz"),
      ("processor\t: 0\nBogoMIPS\t: 50\n", nil), ("model name\t:\n", nil), ("", nil),
    ] as [(String, String?)])
  func `the processor's name is found where there is one`(info: String, name: String?) {
    #expect(Machine.processorModel(cpuInfo: info) == name)
  }

  @Test func `what is no terminal has no width`() throws {
    // The tests' own streams may be a terminal or not; the two answers agree.
    for stream in [Terminal.input, .output, .error] where !stream.isTerminal {
      #expect(stream.width == nil)
    }
  }
}
