using Dapper;
using Npgsql;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Gateway;
using Restaurant.Benchmarks.Bars;
using Restaurant.Benchmarks.Bench;
using Restaurant.Benchmarks.Contests;
using Restaurant.Benchmarks.Nodes;

namespace Restaurant.Benchmarks.Parts;

/// <summary>
/// Openings that the journal refuses, since a row of that number is there which their actors have not seen, as it would be if another node held the same order.
/// They share their batches with busy orders that have nothing to do with them.
/// </summary>
internal static class Blast
{
    private const int Doomed = 20;
    private const int Busy = 200;

    private static readonly TimeSpan Time = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(1);

    public static async Task RunAsync(Workbench bench)
    {
        var table = new ResultTable($"{Doomed} duplicate openings among {Busy} busy orders", ["journal", "unrelated commands", "of them failed", "longest wait ms", "openings refused"]);
        foreach (var journal in (string[])["Batched", "Stock"])
        {
            var (busy, failed, refused) = await MeasureAsync(bench, journal);
            table.Row(journal, $"{busy.Done}", $"{failed}", Figures.Of(busy.Spread!.Max), $"{refused}");
            if (journal == "Batched")
            {
                bench.Judge(AllBars.Blast, failed);
            }
        }

        bench.Add(table);
    }

    private static async Task<(Slice Busy, int Failed, int Refused)> MeasureAsync(Workbench bench, string journal)
    {
        var database = await bench.Server.CreateDatabaseAsync();
        await using (var node = await ShippedNode.StartWriteSideAsync(database, journal))
        {
            var desk = await OrderDesk.OpenAsync(node.Gateway);
            var orders = await Task.WhenAll(Enumerable.Range(0, Busy).Select(_ => desk.OpenAsync()));
            var keys = Enumerable.Range(0, Doomed).Select(_ => $"{Guid.CreateVersion7()}").ToList();
            await ForestallAsync(database, node.Gateway, orders[0], keys);

            var failed = 0;
            var busy = Pressure.RunAsync(Busy, Time, async caller =>
            {
                try
                {
                    // An order that is full is told from one that fails.
                    orders[caller] = await desk.TryAddAsync(orders[caller]) ? orders[caller] : await desk.OpenAsync();
                }
                catch (MeasuringException)
                {
                    Interlocked.Increment(ref failed);
                }
            });
            await Task.Delay(Before);
            var openings = await Task.WhenAll(keys.Select(desk.TryOpenAsync));
            return (await busy, failed, openings.Count(opened => !opened));
        }
    }

    // The actors come to know that there is nothing, and then there is something.
    private static async Task ForestallAsync(string database, CommandGateway gateway, string like, IReadOnlyList<string> keys)
    {
        await using var connection = new NpgsqlConnection(database);
        foreach (var id in keys.Select(key => Identifiers.FromKey("order", key, subject: null)))
        {
            await OrderDesk.AskAsync(gateway, id);
            await connection.ExecuteAsync(
                """
                insert into journal (deleted, persistence_id, sequence_number, message, tags, manifest, identifier, created, writer_uuid)
                select deleted, @doomed, 1, message, tags, manifest, identifier, created, writer_uuid from journal where persistence_id = @like and sequence_number = 1
                """,
                new { doomed = $"order-{id}", like = $"order-{like}" });
        }
    }
}
