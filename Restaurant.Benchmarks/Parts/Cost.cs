using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Orders;
using Restaurant.Actors.Persistence;
using Restaurant.Benchmarks.Bench;
using Restaurant.Benchmarks.Contests;
using Restaurant.Benchmarks.Costs;
using Restaurant.Benchmarks.Nodes;
using Restaurant.Projections;
using Restaurant.Projections.Runtime;
using static Restaurant.Actors.Orders.OrderCommand;

namespace Restaurant.Benchmarks.Parts;

/// <summary>
/// What each kind of command costs, and then each of the events that were stored for it: many orders take the same step at a time, so that whole stretches of the journal are
/// of one kind. No bar: it is where to look when one is not reached.
/// </summary>
internal static class Cost
{
    private const int Orders = 2_000;
    private const int WarmUp = 200;
    private const int InFlight = 64;

    private static readonly string[] Columns = ["CPU \u00b5s", "kB allocated", "statements for 1,000", "transactions for 1,000", "bytes sent", "bytes of WAL"];

    public static async Task RunAsync(Workbench bench)
    {
        bench.Say("cost: a warm-up");
        await MeasureAsync(bench, WarmUp);
        bench.Say($"cost: {Orders} orders, step by step");
        foreach (var table in await MeasureAsync(bench, Orders))
        {
            bench.Add(table);
        }
    }

    private static async Task<IReadOnlyList<ResultTable>> MeasureAsync(Workbench bench, int orders)
    {
        var database = await bench.Server.CreateDatabaseAsync();
        var commands = new ResultTable($"What a command costs, {InFlight} in flight", ["command", .. Columns]);
        List<string> steps;
        await using (var till = await Till.OpenAsync(database))
        {
            long before;
            await using (var node = await ShippedNode.StartWriteSideAsync(database, "Batched"))
            {
                var desk = await OrderDesk.OpenAsync(node.Gateway);
                using var journal = await PostgreSqlDatabase.OpenAsync(database, CancellationToken.None);
                before = await new JournalReader(journal).HeadAsync(CancellationToken.None);
                steps = await CommandAsync(desk, till, orders, commands);
            }

            List<ResultTable> tables = [commands];
            foreach (var group in new ProjectionCatalog(TimeZoneInfo.Utc).All)
            {
                var events = new ResultTable($"What an event costs in the group {group.Name}, {orders:#,0} of a kind at once", ["after", .. Columns]);
                await ApplyAsync(database, group, till, before, steps, orders, events);
                tables.Add(events);
            }

            await bench.Server.DropDatabaseAsync(database);
            return tables;
        }
    }

    /// <returns>The names of the commands that have stored an event each, in their order.</returns>
    private static async Task<List<string>> CommandAsync(OrderDesk desk, Till till, int orders, ResultTable table)
    {
        var taken = new Order[orders];
        var promised = Timestamps.ToMicroseconds(TimeProvider.System.GetUtcNow().AddHours(1));
        List<string> stored = [];
        await StepAsync("openOrder", async index => taken[index] = (Order)(await desk.DoAsync(new OpenOrder(desk.Customer), order: null)).State);
        await StepAsync("addItemToOrder", index => desk.AddAsync(taken[index].Id));
        await StepAsync("setOrderNote", async index => taken[index] = await NextAsync(index, new SetOrderNote(new Personal("No onions"))));
        await StepAsync("changeItemQuantity", index => NextAsync(index, new ChangeItemQuantity(taken[index].Lines[0].OrderItemId, 3)));
        await StepAsync("placeOrder", index => NextAsync(index, new PlaceOrder(AcceptPriceChanges: false)));
        await StepAsync("acceptOrder", index => NextAsync(index, new AcceptOrder(promised)));
        await StepAsync("startPreparation", index => NextAsync(index, new StartPreparation()));
        await StepAsync("markOrderReady", index => NextAsync(index, new MarkOrderReady()));
        Charge(table, "refused", await BillAsync(till, orders, index => desk.AskAsync(taken[index].Id)), orders);
        await StepAsync("completeOrder", index => NextAsync(index, new CompleteOrder()));
        return stored;

        async Task<Order> NextAsync(int index, OrderCommand command) => (Order)(await desk.DoAsync(command, taken[index].Id)).State;

        async Task StepAsync(string command, Func<int, Task> step)
        {
            stored.Add(command);
            Charge(table, command, await BillAsync(till, orders, step), orders);
        }
    }

    private static async Task<Bill> BillAsync(Till till, int orders, Func<int, Task> step)
    {
        var before = await till.ReadAsync();
        await Pressure.RunAsync(InFlight, orders, step);
        return await till.ReadAsync() - before;
    }

    // By the product's own store of a group, on a database without nodes.
    private static async Task ApplyAsync(string database, ProjectionGroup group, Till till, long before, IEnumerable<string> steps, int orders, ResultTable table)
    {
        using var tables = await PostgreSqlDatabase.OpenAsync(database, CancellationToken.None);
        var (journal, store) = (new JournalReader(tables), new GroupStore(tables, group, BurntProofs.For(tables), TimeProvider.System));
        var position = await store.OpenAsync(CancellationToken.None);
        position = await store.ApplyAsync(position, [.. (await journal.ReadBehindAsync(0, orders, CancellationToken.None)).Where(row => row.Ordering <= before)], CancellationToken.None);
        foreach (var step in steps)
        {
            var spent = await till.ReadAsync();
            var rows = await journal.ReadBehindAsync(position.Ledger.Offset, orders, CancellationToken.None);
            position = await store.ApplyAsync(position, rows, CancellationToken.None);
            Charge(table, step, await till.ReadAsync() - spent, orders);
        }
    }

    private static void Charge(ResultTable table, string what, Bill bill, int times) => table.Row(
        what,
        Figures.Of(bill.Effort.Processor.TotalMicroseconds / times),
        Figures.Of(bill.Effort.Allocated / 1000.0 / times),
        Figures.Of(1000.0 * bill.Statements / times),
        Figures.Of(1000.0 * bill.Transactions / times),
        Figures.Of((double)bill.Sent / times),
        Figures.Of((double)bill.Logged / times));
}
