using Restaurant.Benchmarks.Http;

namespace Restaurant.Benchmarks.Load.Checks;

/// <summary>The kitchen's board has those of the run's orders that are placed and not finished, each once, and none of the others.</summary>
internal static class BoardCheck
{
    private const string Path = "/kitchen/board";

    public static async Task RunAsync(Client client, IReadOnlyList<OrderHistory> histories, Findings findings)
    {
        if (await client.ReadListAsync(Path, Check.Newest(histories)) is not { } board)
        {
            findings.Leave(Path);
            return;
        }

        var shown = board.ToLookup(order => order.Text("id"));
        foreach (var history in histories)
        {
            findings.Compare();
            findings.Equal($"order {history.Id}, which is {history.Status}: how often it is there", history.IsInKitchen ? 1 : 0, shown[history.Id].Count());
            foreach (var order in shown[history.Id])
            {
                findings.Equal($"order {history.Id}: status", history.Status, order.Text("status"));
                findings.Equal($"order {history.Id}: version", history.Events.Count, order.Whole("version"));
            }
        }
    }
}
