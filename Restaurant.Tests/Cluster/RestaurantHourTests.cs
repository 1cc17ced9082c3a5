using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Restaurant.Tests.Projections;
using Restaurant.Tests.Support;
using Xunit.Abstractions;

namespace Restaurant.Tests.Cluster;

/// <summary>An hour of a restaurant in 36 seconds, its customers and cooks being the load tool. In the middle of it the node that makes the rows is killed, and at its end time runs out for those who wait.</summary>
[Collection(nameof(FaultTests))]
[Trait("Database", "PostgreSql")]
public sealed class RestaurantHourTests(ITestOutputHelper output)
{
    // For orders that their customers leave open and that nobody accepts. The load tool does not expect it, so it comes when the tool has compared all.
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    [PostgreSqlFact]
    public async Task After_an_hour_in_which_a_node_is_killed_all_accounts_are_right()
    {
        using var database = new PostgreSqlTestDatabase();
        using var cluster = TestCluster.With(database, $"--Restaurant:AcceptanceTimeout={Deadline}", $"--Restaurant:AbandonAfter={Deadline}");
        try
        {
            await cluster.StartAsync();
            await using var reader = new FeedReader(cluster.Nodes);
            await PassAsync(cluster, database);
            await DeadlinesFireAsync(database);
            foreach (var node in cluster.Nodes)
            {
                await ShowsWhatWasOrderedAsync(node.Http, database);
            }

            await reader.HasReadAllAsync(database);
            await ReadTables.EqualTheJournalAsync(database);
        }
        catch
        {
            output.WriteLine(cluster.Output);
            throw;
        }
    }

    private async Task PassAsync(TestCluster cluster, TestDatabase database)
    {
        using var load = BenchmarksUnderTest.Start(
            ["load", .. cluster.Nodes.SelectMany(node => new[] { "--url", $"{node.Http.BaseAddress}" }), "--duration", "36s", "--pace", "100", "--rate", "10", "--check"]);
        await Eventually.HoldsAsync(
            () => Task.FromResult(database.Scalar<int>("select count(*) from journal where manifest = 'orderCompleted:1'") > 50), within: TimeSpan.FromSeconds(60), every: TimeSpan.FromSeconds(1));

        var members = await cluster.Nodes[0].MembersAsync();
        var killed = cluster.Nodes.Single(node => members.Any(member => member.Address == node.Address && member.Groups.Contains("read-model")));
        output.WriteLine($"{killed.Name} is killed");
        await killed.Program.KillAsync();
        await cluster.IsRemovedAsync(killed);
        killed.Start();

        var (exitCode, report, errors) = await load.EndAsync();
        output.WriteLine(report);
        Assert.True(exitCode == 0, errors);
        await cluster.IsWholeAsync();
    }

    private async Task DeadlinesFireAsync(TestDatabase database)
    {
        const string Waiting = "select count(*) from orders where status in ('open', 'placed')";
        // The event before it is the last change of an open order, and the placing of one that nobody has accepted.
        const string Fired = """
            from event fired join event earlier on earlier.persistence_id = fired.persistence_id and earlier.sequence_number = fired.sequence_number - 1
            where fired.manifest = 'orderExpired:1' or fired.stored -> 'data' ->> 'reason' = 'acceptanceTimeout'
            """;
        await Eventually.HoldsAsync(() => Task.FromResult(database.Scalar<int>(Waiting) == 0), within: Deadline + TimeSpan.FromSeconds(15), every: TimeSpan.FromSeconds(1));
        var fired = database.Scalar<int>($"{Events(database)} select count(*) {Fired}");
        Assert.True(fired > 0);
        Assert.Equal(fired, database.Scalar<int>($"{Events(database)} select count(distinct fired.persistence_id) {Fired}"));
        var latest = TimeSpan.FromSeconds(database.Scalar<double>(
            $"{Events(database)} select cast(max(extract(epoch from cast(fired.stored ->> 'timestamp' as timestamptz) - cast(earlier.stored ->> 'timestamp' as timestamptz))) as double precision) {Fired}")) - Deadline;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{fired} deadlines have fired, late by at most {latest.TotalSeconds:0.00} s"));
        Assert.InRange(latest, TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    private static async Task ShowsWhatWasOrderedAsync(HttpClient http, TestDatabase database)
    {
        var board = await http.GetFromJsonAsync<JsonArray>("/kitchen/board");
        var inTheKitchen = database.Scalar<string>("""
            select coalesce(string_agg(id, ' '), '') from (
                select substring(persistence_id from length('order-') + 1) as id from journal group by persistence_id
                having bool_or(manifest = 'orderPlaced:1') and not bool_or(manifest in ('orderCompleted:1', 'orderCanceled:1', 'orderRejected:1'))) orders
            """);
        Assert.Equal(inTheKitchen.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal), board!.Select(order => (string)order!["id"]!).Order(StringComparer.Ordinal));

        var sales = await http.GetFromJsonAsync<JsonArray>("/reports/sales");
        var sold = database.Scalar<decimal>($"""
            {Events(database)} select sum(case manifest when 'orderPlaced:1' then total else -total end)
            from (select manifest, stored -> 'data' ->> 'placedAt' as placed, cast(stored -> 'data' ->> 'total' as numeric) as total from event) orders
            where manifest = 'orderPlaced:1' or (manifest in ('orderCanceled:1', 'orderRejected:1') and placed is not null)
            """);
        Assert.Equal(sold, sales!.Sum(day => (decimal)day!["total"]!));
    }

    private static string Events(TestDatabase database) => $"with event as (select persistence_id, sequence_number, manifest, {database.Event} as stored from journal)";
}
