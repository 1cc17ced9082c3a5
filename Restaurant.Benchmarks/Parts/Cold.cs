using Restaurant.Benchmarks.Bars;
using Restaurant.Benchmarks.Bench;
using Restaurant.Benchmarks.Contests;
using Restaurant.Benchmarks.Journals;
using Restaurant.Benchmarks.Nodes;

namespace Restaurant.Benchmarks.Parts;

/// <summary>The storm after a restart: orders that a node that has just started knows nothing of, all asked at once.</summary>
internal static class Cold
{
    // Each asks for such as were taken one after the other, as those are that are asked for after a restart.
    private const int Restarts = 10;

    public static async Task RunAsync(Workbench bench)
    {
        string[] databases = [await bench.Server.CreateDatabaseAsync(), await bench.Server.CreateDatabaseAsync()];
        var (batched, stock) = (await OpenAsync(databases[0], "Batched"), await OpenAsync(databases[1], "Stock"));
        var standings = await bench.Contest().RunAsync("cold orders", batched.Contender, stock.Contender);
        var table = new ResultTable($"{Storm.Orders:#,0} orders of five events asked at {Storm.InFlight} in flight after a restart", ["journal", "orders/s", "p50 ms", "p99 ms", "CPU \u00b5s", "kB", "against stock", "lowest"]);
        foreach (var name in (string[])["Batched", "Stock"])
        {
            var ratio = standings.Ratio(name, "Stock");
            table.Row(
                name, Figures.Of(standings.PerSecond(name)), Figures.Of(standings.P50(name)), Figures.Of(standings.P99(name)), Figures.Of(standings.Microseconds(name)), Figures.Of(standings.Kilobytes(name)),
                Figures.Of(ratio.Median), Figures.Of(ratio.Lowest));
        }

        bench.Add(table);
        bench.Judge(AllBars.Cold, standings.Ratio("Batched", "Stock").Median);
        await batched.StopAsync();
        await stock.StopAsync();
        foreach (var database in databases)
        {
            await bench.Server.DropDatabaseAsync(database);
        }
    }

    private static async Task<Storm> OpenAsync(string database, string journal)
    {
        await using var node = await ShippedNode.StartWriteSideAsync(database, journal);
        var desk = await OrderDesk.OpenAsync(node.Gateway);
        var orders = new string[Restarts * Storm.Needed];
        await Pressure.RunAsync(Storm.InFlight, orders.Length, async index => orders[index] = await desk.TakeAsync());
        await BulkJournal.TidyAsync(database);
        return new Storm(journal, database, journal, orders);
    }
}
