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
    [InlineData("""{"type":"","payload":{}}""", "Cannot handle command of type ''.")]
    [InlineData("""{"type":"AddMenuItem","payload":{"description":"x","price":1}}""", "Cannot handle command of type 'AddMenuItem'.")]
    [InlineData("""{"type":"timeOutAcceptance","payload":{},"aggregateId":"x"}""", "Cannot handle command of type 'timeOutAcceptance'.")]
    [InlineData("""{"type":"addMenuItem","payload":{"description":"x","price":-1}}""", "Price must be zero or more.")]
    [InlineData("""{"type":"addItemToOrder","payload":{"menuItemId":"x","quantity":0},"aggregateId":"nothing"}""", "Must add at least one item.")]
    [InlineData("""{"type":"removeMenuItem","payload":{},"aggregateId":"nothing"}""", "There is nothing here.")]
    [InlineData("""{"type":"removeMenuItem","aggregateId":"a/b"}""", "There is nothing here.")]
    [InlineData("""{"type":"placeOrder","payload":null,"aggregateId":""}""", "There is nothing here.")]
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
    [InlineData("""{"type":"addMenuItem","payload":[]}""")]
    [InlineData("""{"type":"addMenuItem","payload":{"description":"x","price":1,"total":2}}""")]
    [InlineData("""{"type":"addMenuItem","payload":{"description":"x","price":1},"aggregateId":"x"}""")]
    [InlineData("""{"type":"addMenuItem","payload":{"description":"x","price":1},"expectedVersion":0}""")]
    [InlineData("""{"type":"addMenuItem","payload":{"description":"x","price":1},"commandId":"a b"}""")]
    [InlineData("""{"type":"addMenuItem","payload":{"description":"x","price":1},"extra":1}""")]
    [InlineData("""{"type":"removeMenuItem","payload":{}}""")]
    [InlineData("""{"type":"removeMenuItem","payload":{},"aggregateId":null}""")]
    [InlineData("""{"type":"removeMenuItem","payload":{},"aggregateId":1}""")]
    [InlineData("""{"type":"removeMenuItem","payload":{},"aggregateId":"x","expectedVersion":"1"}""")]
    [InlineData("""{"type":"removeMenuItem","payload":{},"aggregateId":"x","expectedVersion":1.5}""")]
    [InlineData("""{"type":"removeMenuItem","payload":{},"aggregateId":"x","expectedVersion":9223372036854775808}""")]
    [InlineData("""{"type":"removeMenuItem","payload":{"id":"x"},"aggregateId":"x"}""")]
    [InlineData("""{"type":"removeMenuItem","payload":{},"aggregateId":"x","commandId":1}""")]
    [InlineData("""{"type":"removeMenuItem","payload":{},"aggregateId":"x","commandId":""}""")]
    [InlineData("""{"type":"changeItemQuantity","payload":{"quantity":1},"aggregateId":"x"}""")]
    [InlineData("""{"type":"addMenuItem","payload":{"description":"x","price":1,"price":1}}""")]
    [InlineData("""{"type":"addMenuItem","payload":{"description":"x","price":"10,00"}}""")]
    [InlineData("""{"type":1,"payload":{}}""")]
    [InlineData("""{"type":"addMenuItem","type":"addMenuItem","payload":{"description":"x","price":1}}""")]
    public async Task An_envelope_of_the_wrong_shape_is_refused(string body)
    {
        var head = await node.HeadAsync();

        Assert.NotEmpty(Assert.Single(await RefusedAsync(body)));
        Assert.Equal(head, await node.HeadAsync());
    }

    [Theory]
    [InlineData("""{"type":"addMenuItem","payload":{"description":"","price":-1}}""")]
    [InlineData("""{"type":"addMenuItem","payload":{}}""")]
    [InlineData("""{"type":"addMenuItem","payload":null}""")]
    [InlineData("""{"type":"addMenuItem"}""")]
    public async Task All_fields_that_are_wrong_have_their_text(string body) =>
        Assert.Equal(["Description must be present.", "Price must be zero or more."], await RefusedAsync(body));

    [Fact]
    public async Task A_header_that_is_not_allowed_is_said_in_texts_as_well() => Assert.Equal(
        ["The header Correlation-Id has 1 to 128 visible ASCII characters."],
        await RefusedAsync("""{"type":"addMenuItem","payload":{"description":"x","price":1}}""", ("Correlation-Id", "a b")));

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
    public async Task A_key_may_stand_in_the_header_or_the_envelope_or_alike_in_both()
    {
        const string body = """{"type":"addMenuItem","payload":{"description":"both","price":1}}""";
        var withKey = body.Replace("}}", "},\"commandId\":\"b\"}", StringComparison.Ordinal);

        using var first = await node.SendAsync("POST", "/commands", body, ("Idempotency-Key", "b"));
        using var second = await node.SendAsync("POST", "/commands", withKey);
        using var third = await node.SendAsync("POST", "/commands", withKey, ("Idempotency-Key", "b"));

        Assert.False(first.Headers.Contains("Idempotency-Replayed"));
        Assert.Equal(("true", "true"), (second.Header("Idempotency-Replayed"), third.Header("Idempotency-Replayed")));
        Assert.Single(await RefusedAsync(withKey.Replace(":1}", ":2}", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_replay_is_the_same_event_after_the_aggregate_moved_on()
    {
        var item = await node.AddMenuItemAsync();
        var modify = $$"""{"type":"modifyMenuItem","payload":{"description":"x","price":2},"aggregateId":"{{item}}","commandId":"m"}""";
        using var first = await node.SendAsync("POST", "/commands", modify);
        await node.DoAsync("DELETE", $"/menu/items/{item}");

        using var again = await node.SendAsync("POST", "/commands", modify);

        Assert.Equal((await first.JsonAsync(202)).ToJsonString(), (await again.JsonAsync(202)).ToJsonString());
        Assert.Equal((first.Header("ETag"), first.Header("Consistency-Token")), (again.Header("ETag"), again.Header("Consistency-Token")));
    }

    [Fact]
    public async Task A_command_on_an_aggregate_names_it_and_may_expect_a_version()
    {
        var item = await node.AddMenuItemAsync();
        var modify = $$"""{"type":"modifyMenuItem","payload":{"description":"x","price":1},"aggregateId":"{{item.ToUpperInvariant()}}","expectedVersion":1}""";
        var head = await node.HeadAsync();

        Assert.Single(await RefusedAsync(modify, ("If-Match", "\"1\"")));
        Assert.Single(await RefusedAsync(modify.Replace(",\"expectedVersion\":1", "", StringComparison.Ordinal), ("If-Match", "\"2\"")));
        var modified = await AcceptedAsync(modify);
        Assert.Single(await RefusedAsync(modify));

        Assert.Equal(("menuItemModified", item, 2), ((string?)modified["type"], (string?)modified["aggregateId"], (int)modified["version"]!));
        Assert.Equal(["id", "description", "price", "currency", "category"], modified["payload"]!.AsObject().Select(member => member.Key));
        Assert.Equal(head + 1, await node.HeadAsync());
    }

    [Fact]
    public async Task An_order_goes_its_whole_way_through_the_envelope()
    {
        var (customer, item) = (await node.SignUpAsync(), await node.AddMenuItemAsync());
        var order = (string)(await AcceptedAsync($$$"""{"type":"openOrder","payload":{"customerId":"{{{customer}}}"}}"""))["aggregateId"]!;
        Task<JsonObject> OnOrderAsync(string type, string payload) => AcceptedAsync($$"""{"type":"{{type}}","aggregateId":"{{order}}","payload":{{payload}}}""");

        var added = await OnOrderAsync("addItemToOrder", $$"""{"menuItemId":"{{item}}","quantity":2}""");
        var line = (string)added["payload"]!["orderItemId"]!;
        var changed = await OnOrderAsync("changeItemQuantity", $$"""{"orderItemId":"{{line}}","quantity":3}""");
        var second = await OnOrderAsync("addItemToOrder", $$"""{"menuItemId":"{{item}}","quantity":1}""");
        var removed = await OnOrderAsync("removeItemFromOrder", $$"""{"orderItemId":"{{second["payload"]!["orderItemId"]}}"}""");
        var placed = await OnOrderAsync("placeOrder", "{}");
        var canceled = await OnOrderAsync("cancelOrder", """{"reason":"too late"}""");

        Assert.Equal(
            ["itemAddedToOrder 2", "itemQuantityChanged 3", "itemAddedToOrder 4", "itemRemovedFromOrder 5", "orderPlaced 6", "orderCanceled 7"],
            new[] { added, changed, second, removed, placed, canceled }.Select(each => $"{each["type"]} {each["version"]}"));
        Assert.Equal(("30.00", customer), (placed["payload"]!["total"]!.ToJsonString(), (string?)placed["payload"]!["customerId"]));
        Assert.Equal(("too late", "placed"), ((string?)canceled["payload"]!["reason"], (string?)canceled["payload"]!["previousStatus"]));
        Assert.Equal(["Order must be open."], await RefusedAsync($$"""{"type":"placeOrder","aggregateId":"{{order}}"}"""));
        Assert.Single(await RefusedAsync($$"""{"type":"cancelOrder","aggregateId":"{{order}}"}"""));
    }

    [Fact]
    public async Task An_order_is_delivered_and_another_one_rejected_through_the_envelope()
    {
        var (order, address) = await node.FillForDeliveryAsync();
        var (other, _, _) = await node.FillOrderAsync();
        await node.DoAsync("POST", $"/orders/{other}/place");
        Task<JsonObject> OnAsync(string id, string type, string payload = "{}") => AcceptedAsync($$"""{"type":"{{type}}","aggregateId":"{{id}}","payload":{{payload}}}""");

        var set = await OnAsync(order, "setDeliveryAddress", $$"""{"addressId":"{{address}}"}""");
        string[] happened =
        [
            $"{set["type"]} {set["payload"]!.ToJsonString()}",
            .. new[]
            {
                await OnAsync(order, "choosePickup"),
                await OnAsync(order, "setDeliveryAddress", $$"""{"addressId":"{{address}}"}"""),
                await OnAsync(order, "setOrderNote", """{"note":"Ring twice"}"""),
                await OnAsync(order, "placeOrder"),
                await OnAsync(order, "acceptOrder", RestaurantNode.Promise(60)),
                await OnAsync(order, "startPreparation"),
                await OnAsync(order, "markOrderReady"),
                await OnAsync(order, "dispatchOrder", """{"courier":"Carla"}"""),
                await OnAsync(order, "completeOrder"),
                await OnAsync(other, "rejectOrder", """{"reason":"Sold out"}"""),
            }.Select(accepted => $"{accepted["type"]} {accepted["version"]}"),
        ];

        Assert.Equal(
            [
                $$"""deliveryAddressAddedToOrder {"orderId":"{{order}}","addressId":"{{address}}","nickName":"Home","location":"1 Main St"}""",
                "orderPickupChosen 6", "deliveryAddressAddedToOrder 7", "orderNoteSet 8", "orderPlaced 9", "orderAccepted 10", "orderPreparationStarted 11", "orderReady 12",
                "orderDispatched 13", "orderCompleted 14", "orderRejected 4",
            ],
            happened);
        Assert.Equal(["Address not found."], await RefusedAsync($$$"""{"type":"setDeliveryAddress","aggregateId":"{{{await node.OpenOrderAsync()}}}","payload":{"addressId":"{{{address}}}"}}"""));
        Assert.Equal(["A reason must be given."], await RefusedAsync($$"""{"type":"rejectOrder","aggregateId":"{{other}}"}"""));
        await node.SendAsync("POST", "/commands", $$"""{"type":"completeOrder","aggregateId":"{{order}}"}""", ("Restaurant-Role", "customer")).ProblemAsync(403, "FORBIDDEN");
    }

    [Fact]
    public async Task What_the_seed_samples_rules_refuse_is_said_in_its_words()
    {
        var email = $"{Guid.CreateVersion7():N}@example.org";
        var item = await node.AddMenuItemAsync();
        var order = (string)(await AcceptedAsync("""{"type":"openOrder","payload":{"customerId":"42"}}"""))["aggregateId"]!;
        await node.DoAsync("POST", $"/orders/{order}/items", $$"""{"menuItemId":"{{item}}","quantity":1}""");

        Assert.Equal(["Customer not found."], await RefusedAsync($$"""{"type":"placeOrder","aggregateId":"{{order}}"}"""));
        Assert.Equal(["Email must be valid."], await RefusedAsync("""{"type":"signUpCustomer","payload":{"email":""}}"""));
        await AcceptedAsync($$$"""{"type":"signUpCustomer","payload":{"email":"{{{email}}}"}}""");
        Assert.Equal(["Email already used."], await RefusedAsync($$$"""{"type":"signUpCustomer","payload":{"email":"{{{email}}}"}}"""));
    }

    [Fact]
    public async Task What_is_not_about_the_command_stays_a_problem_document()
    {
        await node.SendAsync("POST", "/commands", new string(' ', 70_000)).ProblemAsync(413, "BODY_TOO_LARGE");
        using var text = new StringContent("{}");
        await node.Client.PostAsync("/commands", text).ProblemAsync(415, "UNSUPPORTED_MEDIA_TYPE");
        await node.SendAsync("POST", "/commands", "{}", ("X-Forwarded-For", "10.0.0.1")).ProblemAsync(403, "FORBIDDEN");
    }

    [Fact]
    public async Task What_a_caller_may_not_give_is_forbidden_before_all_else_that_is_wrong()
    {
        (string, string) customer = ("Restaurant-Role", "customer"), noCondition = ("If-Match", "1");

        await node.SendAsync("POST", "/commands", """{"type":"acceptOrder","payload":1,"more":1}""", customer, noCondition).ProblemAsync(403, "FORBIDDEN");
        Assert.Single(await RefusedAsync("""{"type":"acceptOrder"}""", ("Restaurant-Role", "chef")));
        Assert.Single(await RefusedAsync("""{"type":"fly"}""", customer, noCondition));
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
