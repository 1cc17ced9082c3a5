using Dapper;
using Restaurant.Actors;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Gateway;
using Restaurant.Actors.Menu;
using Restaurant.Actors.Orders;
using Restaurant.Tests.Support;
using static Restaurant.Actors.Menu.MenuCommand;
using static Restaurant.Actors.Orders.OrderCommand;

namespace Restaurant.Tests.Serialization;

/// <summary>A database that each release has written is opened by this one: everything is read, and goes on from where it stands.</summary>
[Trait("Database", "Sqlite")]
public sealed class GoldenDatabaseTests : IDisposable
{
    private readonly SqliteTestDatabase _database = new();

    public static TheoryData<string> Releases =>
        [.. Directory.GetDirectories(Path.Combine(AppContext.BaseDirectory, "Serialization", "Golden")).Select(folder => Path.GetFileName(folder))];

    public void Dispose() => _database.Dispose();

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task Every_aggregate_of_a_release_is_read_and_goes_on(string release)
    {
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Serialization", "Golden", release, "restaurant.db"), Path.Combine(_database.Folder, "restaurant.db"));
        await using var node = await WriteSideNode.StartAsync(_database);

        foreach (var (aggregate, id, version) in await AggregatesAsync(node))
        {
            var rows = await node.Journal.ReadAsync(aggregate.PersistenceId(id), long.MaxValue, CancellationToken.None);
            var events = rows.Select(row => Assert.IsType<StoredEvent>(row.Event)).ToList();
            Assert.Equal(Enumerable.Range(1, (int)version).Select(number => (long)number), events.Select(stored => stored.Version));
            await GoesOnAsync(node, id, version, aggregate.Fold(events)!);
        }
    }

    private static async Task GoesOnAsync(WriteSideNode node, string id, long version, AggregateState state)
    {
        var next = state switch
        {
            MenuItem { Removed: false } => await node.SendAsync(new ModifyMenuItem("Salad", 7.00m, null), id),
            MenuItem => await node.SendAsync(new RemoveMenuItem(), id),
            Order { Status: OrderStatus.Open or OrderStatus.Placed } => await node.SendAsync(new CancelOrder("closing"), id),
            _ => null,
        };
        if (next is Outcome.Done done)
        {
            Assert.Equal(version + 1, done.Event.Version);
        }
        else if (next is not null)
        {
            Assert.Equal(MenuDecider.Inactive, Assert.IsType<Outcome.Refused>(next).Refusal);
        }
    }

    private static async Task<IReadOnlyList<(AggregateDefinition Aggregate, string Id, long Version)>> AggregatesAsync(WriteSideNode node)
    {
        await using var connection = await node.Database.ConnectAsync(CancellationToken.None);
        var heads = await connection.QueryAsync<(string PersistenceId, long Version)>(
            "select persistence_id, max(sequence_number) from journal group by persistence_id");
        var aggregates = heads.Select(head =>
        {
            var aggregate = Catalog.All.Single(known => head.PersistenceId.StartsWith(known.Name + "-", StringComparison.Ordinal));
            return (aggregate, head.PersistenceId[(aggregate.Name.Length + 1)..], head.Version);
        }).ToList();
        Assert.NotEmpty(aggregates);
        return aggregates;
    }
}
