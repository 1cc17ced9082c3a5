using Restaurant.Benchmarks.Http;

namespace Restaurant.Benchmarks.Load.Checks;

/// <summary>The report of sales has the run's menu items as its orders add up to, without those that were taken back.</summary>
internal static class SalesCheck
{
    private const string Path = "/reports/sales";

    public static async Task RunAsync(Client client, Premises premises, IReadOnlyList<OrderHistory> histories, Findings findings)
    {
        if (await client.ReadListAsync($"{Path}?by=item", Check.Newest(histories)) is not { } rows)
        {
            findings.Leave(Path);
            return;
        }

        var (reported, sold) = (rows.ToLookup(row => row.Text("menuItemId")), Sales.Of(histories));
        foreach (var item in premises.Menu.Select(item => item.Id))
        {
            findings.Compare();
            var (expected, mine) = (sold.GetValueOrDefault(item, Sales.None), reported[item].ToList());
            if (mine.Count > 1)
            {
                findings.Add($"menu item {item} has {mine.Count} rows");
            }

            // What was not sold needs no row.
            var actual = mine.Count == 0 ? Sales.None : new Sales(mine[0].Whole("orders"), mine[0].Whole("units"), mine[0].Money("total"));
            findings.Equal($"menu item {item}: orders", expected.Orders, actual.Orders);
            findings.Equal($"menu item {item}: units", expected.Units, actual.Units);
            findings.Equal($"menu item {item}: total", expected.Total, actual.Total);
        }
    }
}
