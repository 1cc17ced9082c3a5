using Restaurant.Benchmarks.Bars;
using Restaurant.Benchmarks.Bench;
using Restaurant.Benchmarks.Contests;
using Restaurant.Benchmarks.Nodes;

namespace Restaurant.Benchmarks.Parts;

/// <summary>The storm after a restart: orders that a node that has just started knows nothing of, all asked at once.</summary>
internal static class Cold
{
    private const int Orders = 2_000;
    private const int InFlight = 128;
    private const int WarmUp = 200;
    private const string Answer = "ORDER_NOT_OPEN";

    public static async Task RunAsync(Workbench bench)
    {
        var (batched, stock) = (await OpenAsync(bench, "Batched"), await OpenAsync(bench, "Stock"));
        var standings = await bench.Contest().RunAsync("cold orders", batched.Contender, stock.Contender);
        var table = new ResultTable($"{Orders:#,0} orders of five events asked at {InFlight} in flight after a restart", ["journal", "orders/s", "p50 ms", "p99 ms", "against stock", "lowest"]);
        foreach (var name in (string[])["Batched", "Stock"])
        {
            var ratio = standings.Ratio(name, "Stock");
            table.Row(name, Figures.Of(standings.PerSecond(name)), Figures.Of(standings.P50(name)), Figures.Of(standings.P99(name)), Figures.Of(ratio.Median), Figures.Of(ratio.Lowest));
        }

        bench.Add(table);
        bench.Judge(AllBars.Cold, standings.Ratio("Batched", "Stock").Median);
        await batched.CloseAsync();
        await stock.CloseAsync();
    }

    private static async Task<Storm> OpenAsync(Workbench bench, string journal)
    {
        var database = await bench.Server.CreateDatabaseAsync();
        await using var node = await ShippedNode.StartWriteSideAsync(database, journal);
        var desk = await OrderDesk.OpenAsync(node.Gateway);
        var orders = new string[Orders + WarmUp];
        await Pressure.RunAsync(InFlight, orders.Length, async index => orders[index] = await desk.TakeAsync());
        return new Storm(bench.Server, database, journal, orders);
    }

    private sealed class Storm(Server server, string database, string journal, string[] orders)
    {
        private ShippedNode? _node;

        public Contender Contender => new(journal, _ => Pressure.RunAsync(InFlight, Orders, AskAsync)) { PrepareAsync = RestartAsync };

        public async Task CloseAsync()
        {
            await StopAsync();
            await server.DropDatabaseAsync(database);
        }

        // Connections and shards are there; the orders are not.
        private async Task RestartAsync()
        {
            await StopAsync();
            _node = await ShippedNode.StartWriteSideAsync(database, journal);
            await Pressure.RunAsync(InFlight, WarmUp, index => AskAsync(Orders + index));
        }

        private async Task StopAsync()
        {
            if (_node is not null)
            {
                await _node.DisposeAsync();
            }
        }

        private async Task AskAsync(int index)
        {
            if (await OrderDesk.AskAsync(_node!.Gateway, orders[index]) is var code && code != Answer)
            {
                throw new MeasuringException($"The order {orders[index]} has answered {code} and not {Answer}.");
            }
        }
    }
}
