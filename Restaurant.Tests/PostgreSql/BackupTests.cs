using System.Collections.Concurrent;
using System.Net;
using Restaurant.Tests.Projections;
using Restaurant.Tests.Support;
using static Restaurant.Tests.Support.OrderingClient;

namespace Restaurant.Tests.PostgreSql;

/// <summary>As <c>docs/operating.md</c> says it is done.</summary>
[Trait("Database", "PostgreSql")]
public sealed class BackupTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ConcurrentQueue<Acknowledged> _acknowledged = new();

    public void Dispose() => _directory.Dispose();

    [PostgreSqlFact]
    public async Task A_dump_under_load_is_restored_with_all_that_was_acknowledged_before_and_its_rows_are_those_of_a_replay()
    {
        var dump = Path.Combine(_directory.Path, "restaurant.dump");
        var before = await DumpUnderLoadAsync(dump);

        var copy = new PostgreSqlTestDatabase();
        copy.Run("pg_restore", "--exit-on-error", "--no-owner", dump);
        var node = RestaurantNode.On(copy);
        await node.InitializeAsync();
        try
        {
            // It goes on where it was: nothing is done twice, and something new is done.
            Assert.All(await Task.WhenAll(before.Select(each => each.Command.TrySendAsync(node.Client))), repeat => Assert.True(repeat!.Replayed));
            var added = await new OrderingClient(99).TrySendAsync(node.Client);
            using var read = await node.SendAsync("GET", "/menu/items", null, ("Consistency-Token", added!.Token), ("Prefer", "wait=10"));
            Assert.Equal(HttpStatusCode.OK, read.StatusCode);

            var stored = copy.Scalar<int>("select count(*) from journal");
            Assert.InRange(stored, before.Count + 1, _acknowledged.Count + 1);
            var verified = await node.Verification.RunAsync(UsualProjections.Catalog.ReadModel, CancellationToken.None);
            Assert.Equal((stored, 0, 0), (verified.Events, verified.Differing, verified.Waiting));
        }
        finally
        {
            await node.DisposeAsync();
        }
    }

    /// <returns>What was acknowledged before the dump began.</returns>
    private async Task<IReadOnlyList<Acknowledged>> DumpUnderLoadAsync(string path)
    {
        var database = new PostgreSqlTestDatabase();
        var node = RestaurantNode.On(database);
        await node.InitializeAsync();
        try
        {
            using var enough = new CancellationTokenSource();
            var ordering = Enumerable.Range(0, 4).Select(number => OrderAsync(new OrderingClient(number), node.Client, enough.Token)).ToList();
            await Eventually.HoldsAsync(() => _acknowledged.Count > 100);
            var before = _acknowledged.ToList();
            await Task.Run(() => database.Run("pg_dump", "--format=custom", $"--file={path}"));
            await Eventually.HoldsAsync(() => _acknowledged.Count > before.Count + 50);
            await enough.CancelAsync();
            await Task.WhenAll(ordering);
            return before;
        }
        finally
        {
            await node.DisposeAsync();
        }
    }

    private async Task OrderAsync(OrderingClient client, HttpClient http, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            _acknowledged.Enqueue((await client.TrySendAsync(http))!);
        }
    }
}
