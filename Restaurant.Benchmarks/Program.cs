using System.CommandLine;
using Restaurant.Benchmarks.Arguments;
using Restaurant.Benchmarks.Load;

return await CommandLine.RunAsync(new RootCommand("Puts a Restaurant to work, and measures it.") { LoadCommand.Make() }, args);
