using Akka.Actor;
using Akka.Cluster.Sharding;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Orders;
using Restaurant.Benchmarks.Bars;
using Restaurant.Benchmarks.Bench;
using Restaurant.Benchmarks.Contests;
using Restaurant.Benchmarks.Journals;
using Restaurant.Benchmarks.Nodes;
using static Restaurant.Actors.Orders.OrderCommand;

namespace Restaurant.Benchmarks.Parts;

/// <summary>
/// Openings that the database refuses, in the midst of busy orders. Another writer has stored the first event of each in a transaction that it keeps open, so they find nothing, decide, and
/// wait; then it commits. The orders are told directly: the gateway would make good for a first attempt that fails by a second one.
/// </summary>
internal static class Blast
{
    private const int Busy = 200;
    private const int Doomed = 20;

    // An order refuses what comes behind its thousandth event, which is not what is counted here.
    private const int CommandsEach = 500;

    // Long enough for all of them to have read and decided.
    private static readonly TimeSpan Kept = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly Caller Staff = new(CallerKind.Staff);

    public static async Task RunAsync(Workbench bench)
    {
        var table = new ResultTable(
            $"{Doomed} openings that are refused among {Busy} busy orders, {bench.Options.Rounds} times", ["journal", "refused", "other commands", "of them failed at the first attempt"]);
        foreach (var journal in (string[])["Batched", "Stock"])
        {
            var all = new Damage();
            var database = await bench.Server.CreateDatabaseAsync();
            await using (var node = await ShippedNode.StartWriteSideAsync(database, journal))
            {
                for (var round = 1; round <= bench.Options.Rounds; round++)
                {
                    var damage = await RoundAsync(node, database);
                    bench.Say($"refused openings: round {round} of {bench.Options.Rounds}, {journal} {damage}");
                    all += damage;
                }
            }

            await bench.Server.DropDatabaseAsync(database);
            table.Row(journal, $"{all.Refused:#,0}", $"{all.Others:#,0}", $"{all.Failed:#,0}");
            if (journal == "Batched")
            {
                bench.Judge(AllBars.Blast, all.Failed);
            }
        }

        bench.Add(table);
    }

    private static async Task<Damage> RoundAsync(ShippedNode node, string database)
    {
        var desk = await OrderDesk.OpenAsync(node.Gateway);
        var busy = new string[Busy];
        await Pressure.RunAsync(Busy, busy.Length, async index => busy[index] = await desk.OpenAsync());
        var orders = ClusterSharding.Get(node.Services.GetRequiredService<ActorSystem>()).ShardRegion(OrderDecider.Definition.Name);
        var (others, failed, accepted) = (0, 0, new int[Busy]);
        var rest = Pressure.RunAsync(Busy, 3 * Kept, async caller =>
        {
            var reply = await TellAsync(orders, busy[caller], new SetOrderNote(new Personal("no onions")));
            Interlocked.Increment(ref others);
            if (reply is not Reply.Accepted)
            {
                Interlocked.Increment(ref failed);
            }
            else if (++accepted[caller] % CommandsEach == 0)
            {
                busy[caller] = await desk.OpenAsync();
            }
        });

        int refused;
        try
        {
            refused = await RefuseAsync(orders, desk.Customer, database);
        }
        finally
        {
            await rest;
        }

        return refused == Doomed ? new Damage(refused, others, failed)
            : throw new MeasuringException($"Only {refused} of {Doomed} openings were refused by the database: the machine is too busy for all of them to come before the other writer has ended.");
    }

    /// <returns>How many were refused.</returns>
    private static async Task<int> RefuseAsync(IActorRef orders, string customer, string database)
    {
        ClosedOrder[] taken = [.. Enumerable.Range(0, Doomed).Select(_ => new ClosedOrder(Timestamps.ToMicroseconds(TimeProvider.System.GetUtcNow())))];
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await BulkJournal.CopyAsync(connection, taken.Select(order => order.Event(version: 1)));
        var openings = Task.WhenAll(taken.Select(order => TellAsync(orders, order.Id, new OpenOrder(customer) { CustomerKnown = true })));
        await Task.Delay(Kept);
        await transaction.CommitAsync();
        // Nobody knows, says one journal; the other one does, and says no.
        return (await openings).Count(reply => reply is Reply.Unavailable);
    }

    private static async Task<Reply> TellAsync(IActorRef orders, string order, DomainCommand command)
    {
        try
        {
            return await orders.Ask<Reply>(
                new CommandEnvelope(
                    order, command, $"{Guid.CreateVersion7()}", "benchmark", Staff, CommandHash.Of(command, key: []), Deadline: TimeProvider.System.GetUtcNow() + Patience),
                Patience);
        }
        catch (AskTimeoutException silent)
        {
            return new Reply.Unavailable(silent.Message);
        }
    }

    /// <param name="Refused">Openings.</param>
    /// <param name="Others">Commands to other orders.</param>
    /// <param name="Failed">Of these.</param>
    private readonly record struct Damage(int Refused, int Others, int Failed)
    {
        public static Damage operator +(Damage one, Damage other) => new(one.Refused + other.Refused, one.Others + other.Others, one.Failed + other.Failed);

        public override string ToString() => $"{Failed} of {Others} others failed";
    }
}
