using Restaurant.Actors.Aggregates;

namespace Restaurant.Tests.Domain;

public class VersionConditionTests
{
    [Fact]
    public void A_listed_version_holds_and_another_does_not()
    {
        var condition = new VersionCondition(Any: false, [3, 5]);

        Assert.True(condition.Holds(3));
        Assert.True(condition.Holds(5));
        Assert.False(condition.Holds(4));
    }

    [Fact]
    public void A_star_holds_for_whatever_exists()
    {
        var condition = new VersionCondition(Any: true, []);

        Assert.True(condition.Holds(1));
        Assert.True(condition.Holds(1_000));
    }

    [Fact]
    public void Only_weak_tags_are_a_condition_that_never_holds() => Assert.False(new VersionCondition(Any: false, []).Holds(1));

    [Fact]
    public void What_does_not_exist_yet_meets_no_condition()
    {
        Assert.False(new VersionCondition(Any: true, []).Holds(0));
        Assert.False(new VersionCondition(Any: false, [0]).Holds(0));
    }
}
