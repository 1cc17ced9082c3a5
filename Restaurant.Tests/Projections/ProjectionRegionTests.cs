using Restaurant.Projections;
using Restaurant.Projections.Runtime;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.Projections;

public sealed class ProjectionRegionTests
{
    [Fact]
    public void A_group_is_run_under_the_name_that_nodes_of_other_builds_know_it_by()
    {
        // Nodes of the first builds have one process for the read model, and none for the feed: they must never be asked to run that.
        Assert.Equal(["projections", "projections-feed"], UsualProjections.Catalog.All.Select(ProjectionRegion.ProcessNameOf));
        Assert.Equal("sharded-daemon-process-projections", ProjectionRegion.NameOf(UsualProjections.Catalog.ReadModel));
    }
}
