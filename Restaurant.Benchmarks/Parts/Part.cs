using Restaurant.Benchmarks.Bench;

namespace Restaurant.Benchmarks.Parts;

/// <summary>Something that is measured by itself.</summary>
/// <param name="Name">The verb that measures it alone.</param>
/// <param name="What">What it measures, for the help.</param>
/// <param name="Steps">One after the other.</param>
internal sealed record Part(string Name, string What, params IReadOnlyList<Func<Workbench, Task>> Steps)
{
    public async Task RunAsync(Workbench bench)
    {
        foreach (var step in Steps)
        {
            await step(bench);
        }
    }
}
