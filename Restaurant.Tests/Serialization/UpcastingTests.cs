using System.Text.Json.Nodes;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Serialization;

namespace Restaurant.Tests.Serialization;

public sealed class UpcastingTests
{
    private static readonly Dictionary<string, Upcaster> Steps = new()
    {
        // As if the price had once been cents, and then been called cost.
        ["menuItemAdded:1"] = stored =>
        {
            stored["cost"] = (decimal)stored["cents"]! / 100;
            stored.Remove("cents");
            return stored;
        },
        ["menuItemAdded:2"] = stored =>
        {
            stored["price"] = stored["cost"]!.DeepClone();
            stored.Remove("cost");
            return stored;
        },
    };

    [Theory]
    [InlineData("menuItemAdded:1", """{"cents":1050}""")]
    [InlineData("menuItemAdded:2", """{"cost":10.50}""")]
    [InlineData("menuItemAdded:3", """{"price":10.50}""")]
    public void An_old_event_is_lifted_step_by_step_to_the_newest_version(string manifest, string stored)
    {
        var (lifted, data) = Upcasting.Lift(manifest, JsonNode.Parse(stored)!.AsObject(), Steps);

        Assert.Equal("menuItemAdded:3", lifted);
        Assert.Equal(10.50m, (decimal)Assert.Single(data).Value!);
        Assert.Equal("price", Assert.Single(data).Key);
    }

    [Fact]
    public void An_event_without_a_step_stays_as_it_is()
    {
        var (lifted, data) = Upcasting.Lift("orderPlaced:7", new JsonObject { ["number"] = "7K2Q9F" }, Steps);

        Assert.Equal("orderPlaced:7", lifted);
        Assert.Equal("7K2Q9F", (string?)data["number"]);
    }
}
