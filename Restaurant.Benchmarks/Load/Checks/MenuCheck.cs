using System.Text.Json.Nodes;
using Restaurant.Benchmarks.Http;

namespace Restaurant.Benchmarks.Load.Checks;

/// <summary>The counters of the run's menu items are what its orders add up to: nobody else orders them.</summary>
internal static class MenuCheck
{
    private static readonly IReadOnlyList<string> Counters = ["popularity", "timesOrdered", "unitsSold"];

    public static Task RunAsync(Client client, Premises premises, IReadOnlyList<OrderHistory> histories, Findings findings)
    {
        var added = histories.SelectMany(history => history.Added).CountBy(item => item).ToDictionary();
        var sold = Sales.Of(histories);
        return Parallel.ForEachAsync(premises.Menu, Check.AtOnce, async (item, _) =>
        {
            findings.Compare();
            var answer = await client.ReadAsync($"/menu/items/{item.Id}", [item.Added.Token, .. Check.Newest(histories)]);
            if (!answer.Succeeded)
            {
                findings.Add($"menu item {item.Id} is not found");
                return;
            }

            var sales = sold.GetValueOrDefault(item.Id, Sales.None);
            var expected = (JsonObject)item.Added.Body.DeepClone();
            foreach (var (counter, value) in Counters.Zip([added.GetValueOrDefault(item.Id), sales.Orders, sales.Units]))
            {
                expected[counter] = value;
            }

            foreach (var difference in JsonDifference.Between(expected, answer.Object))
            {
                findings.Add($"menu item {item.Id}: {difference}");
            }
        });
    }
}
