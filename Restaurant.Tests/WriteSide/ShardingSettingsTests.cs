using Akka.Cluster.Sharding;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.WriteSide;

public sealed class ShardingSettingsTests
{
    [Fact]
    public async Task Groups_of_projections_find_and_change_their_places_as_fast_as_aggregates()
    {
        using var database = TestDatabase.Create();
        await using var node = await WriteSideNode.StartAsync(database);
        var config = node.System.Settings.Config;
        var aggregates = ClusterShardingSettings.Create(node.System);

        // As the sharded daemon process reads them.
        var groups = ClusterShardingSettings.Create(config.GetConfig("akka.cluster.sharded-daemon-process.sharding"), config.GetConfig("akka.cluster.singleton"));

        Assert.Equal(TimeSpan.FromSeconds(1), groups.TuningParameters.WaitingForStateTimeout);
        Assert.Equal(
            (aggregates.TuningParameters.WaitingForStateTimeout, aggregates.TuningParameters.UpdatingStateTimeout, aggregates.TuningParameters.CoordinatorStateWriteMajorityPlus),
            (groups.TuningParameters.WaitingForStateTimeout, groups.TuningParameters.UpdatingStateTimeout, groups.TuningParameters.CoordinatorStateWriteMajorityPlus));
        Assert.Equal(aggregates.StateStoreMode, groups.StateStoreMode);
    }
}
