using static Restaurant.Tests.Projections.Story;

namespace Restaurant.Tests.Feed;

/// <summary>Each kind of damage to the feed is found and named.</summary>
public sealed class FeedVerificationTests : FeedTest
{
    // Places 1 to 5: order-a@1, menu-item-m@1, order-a@2, menu-item-m@2, order-a@3.
    private async Task StoryAsync() => await HappenAsync(Opened("a"), MenuItemAdded("m"), Added("a", "l1", "m"), MenuItemModified("m", "M"), Canceled("a", placedAt: null));

    [Fact]
    public async Task That_events_of_different_aggregates_have_other_places_than_in_a_replay_is_no_difference()
    {
        await StoryAsync();
        Execute("update feed set id = -id where id in (1, 2)");
        Execute("update feed set id = 3 + id where id < 0");

        Assert.Equal("5 events, 5 rows, 0 differences, 0 events wait", (await VerifyFeedAsync()).ToString());
    }

    [Theory]
    [InlineData("update feed set subject = 'b' where id = 3", "feed order-a 2 differs in subject (order-a@2)")]
    [InlineData("update feed set type = 'restaurant.order.orderPlaced' where id = 3", "feed order-a 2 differs in type (order-a@2)")]
    [InlineData("update feed set owner = null where id = 5", "feed order-a 3 differs in owner (order-a@3)")]
    [InlineData("update feed set ordering = 1 where id = 3", "feed order-a 2 differs in ordering (order-a@2)")]
    [InlineData("delete from feed where id = 5", "feed order-a 3 is missing (order-a@3)")]
    [InlineData("delete from feed where id = 3", "feed menu-item-m 2 has the id 4 behind 2 (menu-item-m@2)", "feed order-a 2 is missing (order-a@2)")]
    [InlineData("delete from feed where id = 1", "feed menu-item-m 1 has the id 2 behind 0 (menu-item-m@1)", "feed order-a 1 is missing (order-a@1)")]
    [InlineData("update feed set id = 7 where id = 5", "feed order-a 3 has the id 7 behind 4 (order-a@3)")]
    [InlineData("insert into feed (id, ordering, persistence_id, version, type, subject) values (6, 6, 'order-b', 1, 'x', 'b')", "feed order-b 1 should not be there (order-b@1)")]
    [InlineData(
        "drop index feed_of_aggregate; insert into feed (id, ordering, persistence_id, version, type, subject, owner) select 6, ordering, persistence_id, version, type, subject, owner from feed where id = 3",
        "feed order-a 2 is there twice (order-a@2)",
        "feed order-a 3 has a lower id than what came before it (order-a@3)")]
    [InlineData("update feed set id = 0 where id = 3; update feed set id = 3 where id = 5; update feed set id = 5 where id = 0", "feed order-a 3 has a lower id than what came before it (order-a@3)")]
    public async Task Damage_is_named(string damage, params string[] named)
    {
        await StoryAsync();
        Execute(damage);

        var result = await VerifyFeedAsync();

        Assert.Equal(named, result.Differences.Select(difference => difference.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(named.Length, result.Differing);
    }
}
