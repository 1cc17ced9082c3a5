using Restaurant.Tests.Projections;
using Restaurant.Tests.Support;
using Xunit.Abstractions;

namespace Restaurant.Tests.PostgreSql;

/// <summary>Numbers that no row will ever bear: how long they hold up those that follow, and what they cost.</summary>
[Trait("Database", "PostgreSql")]
[Collection(nameof(LagTests))]
public sealed class BurntNumbersTests(ITestOutputHelper output) : LiveStreamTest
{
    [PostgreSqlFact]
    public async Task A_write_that_is_rolled_back_every_50_ms_delays_no_other()
    {
        await Store().OpenAsync(CancellationToken.None);
        StartGroup(StartSystem());
        using var meter = new LagMeter(Database, Writer);
        await meter.MeasureAsync(100, TimeSpan.FromSeconds(1));

        // One beside the other, so that both have the same machine.
        var differences = new List<double>();
        for (var pair = 0; pair < 7; pair++)
        {
            var without = LagMeter.Quantile(await meter.MeasureAsync(100, TimeSpan.FromMilliseconds(700)), 0.5);
            var with = LagMeter.Quantile(await meter.MeasureAsync(100, TimeSpan.FromMilliseconds(700), burnEvery: TimeSpan.FromMilliseconds(50)), 0.5);
            output.WriteLine($"p50 {without:F0} ms without, {with:F0} ms with numbers burnt");
            differences.Add(with - without);
        }

        // Half of what one look at the journal more would take.
        Assert.InRange(differences.Order().ElementAt(differences.Count / 2), double.MinValue, 10);
    }

    [PostgreSqlTheory]
    [InlineData(1_000_000)]
    [InlineData(30_000_000)]
    public async Task Numbers_that_are_burnt_at_once_hold_the_next_write_up_for_less_than_250_ms_and_cost_no_memory(int numbers)
    {
        await Store().OpenAsync(CancellationToken.None);
        StartGroup(StartSystem());
        using var meter = new LagMeter(Database, Writer);
        await meter.MeasureAsync(100, TimeSpan.FromSeconds(1));
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var delays = new List<double>();
        for (var round = 0; round < 3; round++)
        {
            var usual = await meter.OneAsync();
            Execute($"select setval('public.journal_ordering_seq', last_value + {numbers}) from public.journal_ordering_seq");
            delays.Add(await meter.OneAsync() - usual);
        }

        await Eventually.HoldsAsync(() => Scalar<string>("select gaps from projection_group") == "[]");
        var memory = GC.GetTotalMemory(forceFullCollection: true) - before;
        output.WriteLine($"{numbers} numbers: {string.Join(", ", delays.Select(delay => $"{delay:F0}"))} ms, {memory / 1024} kB");
        Assert.InRange(delays.Order().ElementAt(1), double.MinValue, 250);
        Assert.InRange(memory, long.MinValue, 4 << 20);
    }
}
