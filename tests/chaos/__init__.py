"""A whole house under fire: many customers and engineers, processes and servers that go and come, and a look at what is left."""
