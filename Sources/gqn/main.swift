print("gqn")
