using System.Text.Json.Nodes;
using static Restaurant.Tests.Support.OrderingClient;

namespace Restaurant.Tests.Support;

/// <summary>The promise to those who sent commands: what was acknowledged is stored, once, nothing else is, and the read tables hold it.</summary>
internal static class AcknowledgedCommands
{
    /// <param name="all">Whatever any client has got an answer to.</param>
    public static async Task AreStoredOnceAndReadAsync(TestDatabase on, IReadOnlyCollection<Acknowledged> all)
    {
        Assert.Equal(all.Count, all.DistinctBy(each => each.Token).Count());
        Assert.Equal(all.Count, on.Scalar<int>("select count(*) from journal"));
        Assert.Equal(all.Count, on.Scalar<int>($"select count(distinct persistence_id || ' ' || ({on.Event} ->> 'commandId')) from journal"));
        // Each event was decided behind all those before it.
        Assert.Equal(0, on.Scalar<int>($"select count(*) from journal where cast({on.Event} ->> 'version' as integer) <> sequence_number"));
        await ReadTables.EqualTheJournalAsync(on);
    }

    /// <summary>What is read of each order is what the last command on it has answered.</summary>
    /// <param name="all">In the order in which each client has got its answers.</param>
    public static async Task AreReadAsync(HttpClient http, IEnumerable<Acknowledged> all)
    {
        foreach (var order in all.Where(each => each.Token.StartsWith("order-", StringComparison.Ordinal)).GroupBy(each => each.Token.Split('@')[0]))
        {
            var last = order.Last();
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/orders/{JsonNode.Parse(last.Body)!["id"]}");
            request.Headers.Add("Consistency-Token", last.Token);
            request.Headers.Add("Prefer", "wait=10");
            using var answer = await http.SendAsync(request);
            Assert.Equal(last.Body, await answer.Content.ReadAsStringAsync());
        }
    }
}
