using Restaurant.Actors.Persistence;
using Restaurant.Projections;
using Restaurant.Projections.Runtime;

namespace Restaurant.Api;

/// <summary>Compares the read tables with the journal while no node runs, or, on PostgreSQL, beside those that do.</summary>
internal static class Verify
{
    /// <summary>0 when there are no differences, 2 when there are any. Prints one line for each group, one for each difference that is named, and one that counts the others.</summary>
    public static async Task<int> RunAsync(RestaurantDatabase database, ProjectionCatalog projections)
    {
        var shown = 0m;
        var results = await new Verification(database, projections, TimeProvider.System).TryRunAllAsync(progress => Show(progress, ref shown), CancellationToken.None)!;
        foreach (var result in results)
        {
            Console.WriteLine($"{result.Group}: {result} ({result.Seconds:0.0} s)");
            foreach (var difference in result.Differences)
            {
                Console.WriteLine($"  {difference}");
            }

            if (result.Differing > result.Differences.Count)
            {
                Console.WriteLine($"  and {result.Differing - result.Differences.Count} more");
            }
        }

        return results.All(result => result.Differing == 0) ? 0 : 2;
    }

    // One line for each tenth, beside what scripts read.
    private static void Show(VerificationProgress progress, ref decimal shown)
    {
        if (progress.Percent >= shown + 10)
        {
            shown = progress.Percent;
            Console.Error.WriteLine($"{progress.Group}: {progress.Percent:0} % of the journal are folded");
        }
    }
}
