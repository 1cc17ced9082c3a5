using Restaurant.Benchmarks.Bars;
using Restaurant.Benchmarks.Bench;
using Restaurant.Benchmarks.Contests;
using Restaurant.Benchmarks.Nodes;
using Restaurant.Benchmarks.Processes;
using Restaurant.Benchmarks.Wire;

namespace Restaurant.Benchmarks.Parts;

/// <summary>
/// Requests over loopback, on connections that are kept: a command that is stored beside one that the order itself refuses, on the same node; a read beside a server that does
/// nothing. Both servers are processes of their own, published in the same way. Whoever measures shares the cores with them, and is the same for all.
/// </summary>
internal static class OverHttp
{
    private const int CommandsInFlight = 256;
    private const int ReadsInFlight = 64;

    // An answer shows the whole order. Orders of real restaurants have some lines, so callers change to their next one soon.
    private const int LinesEach = 10;
    private const int OrdersEach = 16;

    private const int OrdersToRead = 1_000;
    private const int LinesToRead = 3;

    private static readonly string[] Columns = ["request", "in flight", "requests/s", "p50 ms", "p99 ms", "against the other", "lowest"];

    public static async Task RunAsync(Workbench bench)
    {
        using var restaurant = await PublishedProgram.RestaurantAsync(bench);
        using var empty = await PublishedProgram.EmptyApiAsync(bench);
        var database = await bench.Server.CreateDatabaseAsync();
        using (var node = await NodeProcesses.ServeAsync(restaurant, ShippedNode.OnPostgreSql(database, "Batched")))
        using (var desk = await HttpDesk.OpenAsync(node.Address, CommandsInFlight))
        {
            await CommandsAsync(bench, desk);
            await ReadsAsync(bench, node, desk, empty);
        }

        await bench.Server.DropDatabaseAsync(database);
    }

    private static async Task CommandsAsync(Workbench bench, HttpDesk desk)
    {
        const string post = "POST /orders/{id}/items, stored", ask = "DELETE /orders/{id}/items/{unknown}, refused by the order";
        var standings = await bench.Contest().RunAsync("commands by HTTP", Storing(post, desk), Asking(ask, desk));
        bench.Add(Show($"Commands by HTTP to one node with all roles on PostgreSQL, its journal batched; orders of at most {LinesEach} lines", standings, CommandsInFlight, post, ask));
        bench.Judge(AllBars.HttpAgainstAsk, standings.Ratio(post, ask).Median);
    }

    private static async Task ReadsAsync(Workbench bench, ServerProcess node, HttpDesk desk, PublishedProgram empty)
    {
        const string get = "GET /orders/{id}", nothing = "GET / of an empty minimal API";
        using var server = ServerProcess.Start(empty);
        await server.AnsweredAsync(200, WireRequest.Get("/"));
        using var readers = await Connections.OpenAsync(node.Address, ReadsInFlight);
        using var noop = await Connections.OpenAsync(server.Address, ReadsInFlight);
        byte[][] reads = [.. (await OrdersAsync(desk, OrdersToRead, LinesToRead)).Select(order => WireRequest.Get($"/orders/{order}"))];
        var request = WireRequest.Get("/");
        var standings = await bench.Contest().RunAsync(
            "reads by HTTP",
            new Contender(get, time => Pressure.RunAsync(ReadsInFlight, time, _ => readers.AskAsync(reads[Random.Shared.Next(reads.Length)], 200, _ => true))) { CompiledElsewhereAsync = desk.CompiledAsync },
            new Contender(nothing, time => Pressure.RunAsync(ReadsInFlight, time, _ => noop.AskAsync(request, 200, _ => true))));
        bench.Add(Show($"Reads by HTTP of the same node, out of {OrdersToRead:#,0} orders of {LinesToRead} lines", standings, ReadsInFlight, get, nothing));
        bench.Judge(AllBars.GetAgainstNoop, standings.Ratio(get, nothing).Median);
    }

    private static Contender Storing(string name, HttpDesk desk)
    {
        var (orders, added) = (Array.Empty<string>(), new int[CommandsInFlight]);
        return new Contender(name, time => Pressure.RunAsync(CommandsInFlight, time, caller => desk.AddAsync(orders[Turn(caller, added)])))
        {
            PrepareAsync = async () =>
            {
                Array.Clear(added);
                orders = await OrdersAsync(desk, CommandsInFlight * OrdersEach, lines: 0);
            },
            CompiledElsewhereAsync = desk.CompiledAsync,
        };
    }

    private static Contender Asking(string name, HttpDesk desk)
    {
        var orders = Array.Empty<string>();
        return new Contender(name, time => Pressure.RunAsync(CommandsInFlight, time, _ => desk.AskAsync(orders[Random.Shared.Next(orders.Length)])))
        {
            // New ones for it as well: an order that nobody asks for leaves memory.
            PrepareAsync = async () => orders = await OrdersAsync(desk, CommandsInFlight * OrdersEach, lines: 1),
            CompiledElsewhereAsync = desk.CompiledAsync,
        };
    }

    // What the read tables have to do for them is done as well.
    private static async Task<string[]> OrdersAsync(HttpDesk desk, int count, int lines)
    {
        var orders = new string[count];
        await Pressure.RunAsync(CommandsInFlight, count, async index =>
        {
            orders[index] = await desk.OpenAsync();
            for (var line = 0; line < lines; line++)
            {
                await desk.AddAsync(orders[index]);
            }
        });
        await desk.CaughtUpAsync();
        return orders;
    }

    private static ResultTable Show(string title, Standings standings, int inFlight, string name, string against)
    {
        var table = new ResultTable(title, Columns);
        foreach (var each in (string[])[name, against])
        {
            var ratio = standings.Ratio(each, against);
            table.Row(
                each, $"{inFlight}", Figures.Of(standings.PerSecond(each)), Figures.Of(standings.P50(each)), Figures.Of(standings.P99(each)), Figures.Of(ratio.Median), Figures.Of(ratio.Lowest));
        }

        return table;
    }

    private static int Turn(int caller, int[] added)
    {
        var turn = added[caller]++ / LinesEach;
        return turn < OrdersEach ? caller * OrdersEach + turn
            : throw new MeasuringException($"A slice is too long: a caller has filled {OrdersEach} orders. Take a shorter --slice.");
    }
}
