using Restaurant.Benchmarks.Http;

namespace Restaurant.Benchmarks.Load.Checks;

/// <summary>
/// Compares what was acknowledged with what is read, over the API alone. The orders' histories are held against what the clients were told; whatever else is read,
/// against the histories: what happened to an order without a client (it was not accepted in time) is in them as well.
/// </summary>
internal static class Check
{
    private const int MostTokens = 20;

    public static readonly ParallelOptions AtOnce = new() { MaxDegreeOfParallelism = 16 };

    /// <param name="feed">Where the feed ended before the run; null when there is none.</param>
    /// <param name="say">Is told what is read next.</param>
    public static async Task<IReadOnlyList<Findings>> RunAsync(
        Client client, Premises premises, IReadOnlyList<OrderRecord> records, FeedPosition? feed, Action<string> say)
    {
        IReadOnlyList<OrderHistory> histories = [];
        return
        [
            await ReadAsync("orders", async findings => histories = await OrdersCheck.RunAsync(client, [.. records.Where(record => record.Id is not null)], findings)),
            await ReadAsync("lists", findings => ListsCheck.RunAsync(client, histories, records, findings)),
            await ReadAsync("menu", findings => MenuCheck.RunAsync(client, premises, histories, findings)),
            await ReadAsync("board", findings => BoardCheck.RunAsync(client, histories, findings)),
            await ReadAsync("sales", findings => SalesCheck.RunAsync(client, premises, histories, findings)),
            await ReadAsync("feed", findings => FeedCheck.RunAsync(client, feed, premises, histories, findings)),
        ];

        async Task<Findings> ReadAsync(string area, Func<Findings, Task> read)
        {
            var findings = new Findings(area);
            say($"Reading the {area}");
            try
            {
                await read(findings);
            }
            catch (RequestFailedException failed)
            {
                findings.Add($"could not be read to their end: {failed.Message}");
            }

            return findings;
        }
    }

    /// <summary>The tokens of some of the last writes. All others were waited for when their orders were read.</summary>
    public static IReadOnlyList<string> Newest(IEnumerable<OrderHistory> histories) =>
        [.. histories.OrderByDescending(history => history.Record.Number).Take(MostTokens).Select(history => history.Record.Last!.Token)];
}
