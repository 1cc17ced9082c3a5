using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.Http;

/// <summary><c>POST /commands</c>, as the seed sample speaks it.</summary>
public sealed class EnvelopeTests(RestaurantNode node) : IClassFixture<RestaurantNode>
{
    [Fact]
    public async Task The_seed_samples_flow_works()
    {
        var item = await AcceptedAsync("""{"type":"addMenuItem","payload":{"description":"peperoni","price":10.0}}""");
        var customer = await AcceptedAsync($$$"""{"type":"signUpCustomer","payload":{"email":"{{{Guid.CreateVersion7():N}}}@gmail.com"}}""");
        using var opening = await node.SendAsync("POST", "/commands", """{"type":"openOrder","payload":{"customerId":"42"}}""");
        var order = await opening.JsonAsync(202);

        Assert.Equal(["type", "id", "aggregateId", "version", "timestamp", "payload"], item.Select(member => member.Key));
        Assert.Equal("menuItemAdded", (string?)item["type"]);
        Assert.Equal((string?)item["aggregateId"], (string?)item["payload"]!["id"]);
        Assert.Equal("10.00", item["payload"]!["price"]!.ToJsonString());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$", (string)item["timestamp"]!);
        Assert.EndsWith("@gmail.com", (string?)customer["payload"]!["email"], StringComparison.Ordinal);
        Assert.False((bool)order["payload"]!["customerKnown"]!);
        var orders = await ListAsync("/orders?customerId=42", opening.Header("Consistency-Token"));
        Assert.Equal((string?)order["aggregateId"], (string?)Assert.Single(orders)!["id"]);
        Assert.Contains(await ListAsync("/menu/items", opening.Header("Consistency-Token")), entry => (string?)entry!["id"] == (string?)item["aggregateId"]);
        Assert.Contains(await ListAsync("/customers?limit=200", opening.Header("Consistency-Token")), entry => (string?)entry!["id"] == (string?)customer["aggregateId"]);
    }

    [Theory]
    [InlineData("""{"type":"fly","payload":{}}""", "Cannot handle command of type 'fly'.")]
    [InlineData("""{"type":"expireOrder","payload":{},"aggregateId":"x"}""", "Cannot handle command of type 'expireOrder'.")]
    [InlineData("""{"type":"addMenuItem","payload":{"description":"","price":1}}""", "Description must be present.")]
    [InlineData("""{"type":"signUpCustomer","payload":{"email":"x"}}""", "Email must be valid.")]
    [InlineData("""{"type":"removeMenuItem","payload":{},"aggregateId":"nothing"}""", "There is nothing here.")]
    [InlineData("""{"type":"openOrder","payload":{"customerId":"a/b"}}""", "Customer not found.")]
    public async Task A_refusal_is_a_list_of_texts(string body, string text)
    {
        var head = await node.HeadAsync();

        Assert.Equal([text], await RefusedAsync(body));
        Assert.Equal(head, await node.HeadAsync());
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"payload":{}}""")]
    [InlineData("""{"type":"addMenuItem"}""")]
    [InlineData("""{"type":"addMenuItem","payload":null}""")]
    [InlineData("""{"type":"addMenuItem","payload":[]}""")]
    [InlineData("""{"type":"addMenuItem","payload":{"description":"x","price":1,"total":2}}""")]
    [InlineData("""{"type":"addMenuItem","payload":{"description":"x","price":1},"aggregateId":"x"}""")]
    [InlineData("""{"type":"addMenuItem","payload":{"description":"x","price":1},"expectedVersion":0}""")]
    [InlineData("""{"type":"addMenuItem","payload":{"description":"x","price":1},"commandId":"a b"}""")]
    [InlineData("""{"type":"addMenuItem","payload":{"description":"x","price":1},"extra":1}""")]
    [InlineData("""{"type":"removeMenuItem","payload":{}}""")]
    [InlineData("""{"type":"removeMenuItem","payload":{},"aggregateId":"x","expectedVersion":"1"}""")]
    public async Task An_envelope_of_the_wrong_shape_is_refused(string body)
    {
        var head = await node.HeadAsync();

        Assert.NotEmpty(Assert.Single(await RefusedAsync(body)));
        Assert.Equal(head, await node.HeadAsync());
    }

    [Fact]
    public async Task All_fields_that_are_wrong_have_their_text() => Assert.Equal(
        ["Description must be present.", "Price must be zero or more."],
        await RefusedAsync("""{"type":"addMenuItem","payload":{"description":"","price":-1}}"""));

    [Fact]
    public async Task A_repeat_is_accepted_with_the_same_event()
    {
        const string body = """{"type":"addMenuItem","payload":{"description":"once","price":1},"commandId":"once"}""";

        var first = await AcceptedAsync(body);
        using var answer = await node.SendAsync("POST", "/commands", body);

        Assert.Equal(first.ToJsonString(), (await answer.JsonAsync(202)).ToJsonString());
        Assert.Equal("true", answer.Header("Idempotency-Replayed"));
        Assert.Single(await RefusedAsync(body, ("Idempotency-Key", "other")));
    }

    [Fact]
    public async Task A_command_on_an_aggregate_names_it_and_may_expect_a_version()
    {
        var item = await node.AddMenuItemAsync();
        var modify = $$"""{"type":"modifyMenuItem","payload":{"description":"x","price":1},"aggregateId":"{{item.ToUpperInvariant()}}","expectedVersion":1}""";

        Assert.Equal(2, (int)(await AcceptedAsync(modify))["version"]!);
        Assert.Single(await RefusedAsync(modify));
    }

    [Fact]
    public async Task What_is_not_about_the_command_stays_a_problem_document()
    {
        await node.SendAsync("POST", "/commands", new string(' ', 70_000)).ProblemAsync(413, "BODY_TOO_LARGE");
        using var text = new StringContent("{}");
        await node.Client.PostAsync("/commands", text).ProblemAsync(415, "UNSUPPORTED_MEDIA_TYPE");
    }

    private async Task<JsonObject> AcceptedAsync(string body)
    {
        using var answer = await node.SendAsync("POST", "/commands", body);
        return await answer.JsonAsync(202);
    }

    private async Task<string[]> RefusedAsync(string body, params (string, string)[] headers)
    {
        using var answer = await node.SendAsync("POST", "/commands", body, headers);
        Assert.Equal(400, (int)answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<string[]>())!;
    }

    private async Task<JsonArray> ListAsync(string path, string token)
    {
        using var answer = await node.SendAsync("GET", path, null, ("Consistency-Token", token));
        return (await answer.Content.ReadFromJsonAsync<JsonArray>())!;
    }
}
