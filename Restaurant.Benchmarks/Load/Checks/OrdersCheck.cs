using System.Globalization;
using System.Text.Json.Nodes;
using Restaurant.Benchmarks.Http;

namespace Restaurant.Benchmarks.Load.Checks;

/// <summary>Each order, and all that has happened to it, is read as it was acknowledged.</summary>
internal static class OrdersCheck
{
    /// <returns>The histories of all orders, for what is derived from them.</returns>
    public static async Task<IReadOnlyList<OrderHistory>> RunAsync(Client client, IReadOnlyList<OrderRecord> records, Findings findings)
    {
        var histories = new OrderHistory[records.Count];
        await Parallel.ForAsync(0, records.Count, Check.AtOnce, async (place, _) =>
        {
            findings.Compare();
            histories[place] = await OrderHistory.ReadAsync(client, records[place], findings);
            await ReadAsync(client, histories[place], findings);
        });
        return histories;
    }

    private static async Task ReadAsync(Client client, OrderHistory history, Findings findings)
    {
        var last = history.Record.Last!;
        var answer = await client.ReadAsync($"/orders/{last.Id}", [last.Token]);
        if (!answer.Succeeded)
        {
            findings.Add($"order {last.Id} is not found");
            return;
        }

        Compare(history, answer.Object, findings);
        findings.Equal($"order {last.Id}: the ETag", string.Create(CultureInfo.InvariantCulture, $"\"{history.Events.Count}\""), answer.ETag);
    }

    /// <summary>Compares an order that was read, alone or in a list.</summary>
    public static void Compare(OrderHistory history, JsonObject read, Findings findings)
    {
        if (history.IsAsAcknowledged)
        {
            foreach (var difference in JsonDifference.Between(history.Record.Last!.Body, read))
            {
                findings.Add($"order {history.Id}: {difference}");
            }

            return;
        }

        findings.Equal($"order {history.Id}: version", $"{history.Events.Count}", $"{read["version"]}");
        findings.Equal($"order {history.Id}: status", history.Status, $"{read["status"]}");
    }
}
