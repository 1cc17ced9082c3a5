using Restaurant.Benchmarks.Http;

namespace Restaurant.Benchmarks.Load.Checks;

/// <summary>The list of each customer's orders has all of them, each once, the newest first.</summary>
internal static class ListsCheck
{
    public static Task RunAsync(Client client, IReadOnlyList<OrderHistory> histories, IReadOnlyList<OrderRecord> records, Findings findings)
    {
        var opened = histories.ToLookup(history => history.Record.Customer);
        return Parallel.ForEachAsync(records.GroupBy(record => record.Customer), Check.AtOnce, async (orders, _) =>
        {
            findings.Compare();
            var unknown = orders.Count(order => order.Id is null && order.InDoubt is not null);
            await ReadAsync(client, orders.Key.Id, opened[orders.Key].ToDictionary(history => history.Id), unknown, findings);
        });
    }

    /// <param name="unknown">How many orders there may be whose opening was never answered.</param>
    private static async Task ReadAsync(Client client, string customer, Dictionary<string, OrderHistory> orders, int unknown, Findings findings)
    {
        var listed = await client.ReadListAsync($"/orders?customerId={customer}&limit=200", Check.Newest(orders.Values));
        if (listed is null)
        {
            findings.Add($"the orders of customer {customer} are not found");
            return;
        }

        foreach (var order in listed)
        {
            if (orders.Remove(order.Text("id"), out var history))
            {
                OrdersCheck.Compare(history, order, findings);
            }
            else if (unknown-- <= 0)
            {
                findings.Add($"order {order["id"]} is one too many in the list of customer {customer}");
            }
        }

        foreach (var missing in orders.Keys)
        {
            findings.Add($"order {missing} is missing in the list of customer {customer}");
        }

        var opened = listed.Select(order => order.Time("openedAt")).ToList();
        if (!opened.SequenceEqual(opened.OrderDescending()))
        {
            findings.Add($"the orders of customer {customer} are not listed with the newest first");
        }
    }
}
