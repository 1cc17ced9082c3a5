using System.CommandLine;
using Restaurant.Benchmarks.Arguments;
using Restaurant.Benchmarks.Load;
using Restaurant.Benchmarks.Parts;

var root = new RootCommand("Puts a Restaurant to work, and measures it.") { LoadCommand.Make() };
foreach (var measure in MeasureCommands.Make())
{
    root.Add(measure);
}

return await CommandLine.RunAsync(root, args);
