using Akka.Cluster.Sharding;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.WriteSide;

public sealed class ShardingSettingsTests
{
    [Fact]
    public async Task Groups_of_projections_are_sharded_by_the_settings_of_the_aggregates()
    {
        using var database = TestDatabase.Create();
        await using var node = await WriteSideNode.StartAsync(database);
        var config = node.System.Settings.Config;
        var aggregates = ClusterShardingSettings.Create(node.System);

        // As the sharded daemon process reads them.
        var groups = ClusterShardingSettings.Create(config.GetConfig("akka.cluster.sharded-daemon-process.sharding"), config.GetConfig("akka.cluster.singleton"));

        Assert.Equal(TimeSpan.FromMilliseconds(200), groups.TuningParameters.RetryInterval);
        Assert.Equivalent(aggregates.TuningParameters, groups.TuningParameters, strict: true);
        Assert.Equal(aggregates.StateStoreMode, groups.StateStoreMode);
    }
}
