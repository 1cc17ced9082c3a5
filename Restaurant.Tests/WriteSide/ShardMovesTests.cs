using System.Diagnostics.Metrics;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Hosting;
using Restaurant.Actors.Persistence;
using Restaurant.Tests.Projections;
using Restaurant.Tests.Support;
using static Restaurant.Actors.Menu.MenuCommand;

namespace Restaurant.Tests.WriteSide;

public sealed class ShardMovesTests : IDisposable
{
    private const string In = """restaurant.shard.moves{aggregate="menu-item",direction="in"}""";
    private const string Out = """restaurant.shard.moves{aggregate="menu-item",direction="out"}""";

    private static readonly AddMenuItem Peperoni = new("Peperoni", 10.00m, null);

    private readonly TestDatabase _database = TestDatabase.Create();

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task Each_shard_is_counted_when_it_comes_to_live_on_the_node_and_when_it_leaves_it()
    {
        await using var node = await WriteSideNode.StartAsync(_database);
        using var measured = new Measurements(node.Meter);

        var shards = await AddItemsAsync(node, 20);

        await Eventually.HoldsAsync(() => measured.Of(In).Sum() == shards);
        Assert.Empty(measured.Of(Out));

        // As a node does that leaves the cluster.
        ClusterSharding.Get(node.System).ShardRegion("menu-item").Tell(GracefulShutdown.Instance, ActorRefs.NoSender);

        await Eventually.HoldsAsync(() => measured.Of(Out).Sum() == shards);
        Assert.Equal(shards, measured.Of(In).Sum());
        Assert.Equal([In, Out], measured.SumsOf("restaurant.shard.moves").Keys.Order(StringComparer.Ordinal));
        Assert.Equal(0, measured.Now("""restaurant.entities{aggregate="menu-item"}"""));
    }

    [PostgreSqlFact]
    [Trait("Database", "PostgreSql")]
    public async Task A_shard_that_moves_leaves_one_node_and_comes_to_another()
    {
        var (first, atFirst) = await StartAsync();
        await using var one = first;
        var shards = await AddItemsAsync(first, 40);

        var (second, atSecond) = await StartAsync(("Cluster:SeedNodes", Akka.Cluster.Cluster.Get(first.System).SelfAddress.ToString()));
        await using var other = second;
        await Eventually.HoldsAsync(() => atSecond.Of(In).Sum() >= shards / 3);

        await Eventually.HoldsAsync(() => atFirst.Of(Out).Sum() == atSecond.Of(In).Sum());
        Assert.Equal(shards, atFirst.Of(In).Sum());
        Assert.Empty(atSecond.Of(Out));
    }

    private static async Task<int> AddItemsAsync(WriteSideNode node, int count)
    {
        var shards = new HashSet<string>();
        for (var item = 0; item < count; item++)
        {
            shards.Add(new AggregateMessageExtractor().ShardId((await node.DoneAsync(Peperoni)).Event.AggregateId));
        }

        return shards.Count;
    }

    // Measured from before the node has joined.
    private async Task<(WriteSideNode Node, Measurements Measured)> StartAsync(params (string Key, string Value)[] configured)
    {
        Measurements? measured = null;
        var node = await WriteSideNode.StartAsync(
            _database,
            also: akka => akka
                .AddHocon("akka.cluster.sharding.rebalance-interval = 200ms", HoconAddMode.Prepend)
                .WithActors((_, _, resolver) => measured = new Measurements(resolver.GetService<Meter>())),
            configured: configured);
        return (node, measured!);
    }
}
