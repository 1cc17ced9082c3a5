using Restaurant.Benchmarks.Bars;
using Restaurant.Benchmarks.Bench;
using Restaurant.Benchmarks.Nodes;
using Restaurant.Benchmarks.ReadSide;

namespace Restaurant.Benchmarks.Parts;

/// <summary>How long after its acknowledgement an event is in the rows that queries read. Not a ratio: milliseconds of this machine.</summary>
internal static class Lags
{
    private const int Slices = 30;

    public static async Task RunAsync(Workbench bench)
    {
        var time = bench.Options.Slice * Slices;
        var table = new ResultTable(
            $"From acknowledgement to row at a steady rate for {Figures.Of(time.TotalSeconds)} s, with a number burnt every second",
            ["events/s", "written/s", "watched", "p50 ms", "p99 ms", "max ms", "a look every ms, p50", "p99", "burnt"]);
        var database = await bench.Server.CreateDatabaseAsync();
        await using (var node = await ShippedNode.StartAsync(ShippedNode.OnPostgreSql(database, "Batched")))
        {
            await MeasureAsync(100, AllBars.LagFew);
            await MeasureAsync(3_000, AllBars.LagMany);

            async Task MeasureAsync(int perSecond, Bar bar)
            {
                bench.Say(FormattableString.Invariant($"lag: {perSecond} events/s for {time.TotalSeconds:0.#} s"));
                var lag = await LagMeter.MeasureAsync(node, database, perSecond, time);
                table.Row(
                    $"{perSecond}", Figures.Of(lag.PerSecond), $"{lag.Rows.Count}", Figures.Of(lag.Rows.P50), Figures.Of(lag.Rows.P99), Figures.Of(lag.Rows.Max),
                    Figures.Of(lag.Looks.P50), Figures.Of(lag.Looks.P99), $"{lag.Burnt}");
                bench.Judge(bar, lag.Rows.P99);
            }
        }

        bench.Add(table);
        await bench.Server.DropDatabaseAsync(database);
    }
}
