using System.Text.Json.Nodes;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.Http;

/// <summary>A customer's addresses and verification; what becomes of an erased one stands in <see cref="ErasureTests"/>.</summary>
public sealed class CustomerTests(RestaurantNode node) : IClassFixture<RestaurantNode>
{
    private const string Home = """{"nickName":"Home","location":"1 Main St"}""";

    [Fact]
    public async Task An_address_is_added_as_the_last_one_and_says_where_it_can_be_removed()
    {
        var (id, first) = await AtHomeAsync();

        using var adding = await node.SendAsync("POST", $"/customers/{id}/addresses", """{"nickName":" Work ","location":" 2 Main St\nback door "}""");
        var customer = await adding.JsonAsync(201);

        Assert.Equal(["id", "email", "verified", "signedUpAt", "addresses", "version"], customer.Select(member => member.Key));
        Assert.Equal([first, "Work: 2 Main St\nback door"], Texts(customer));
        Assert.Equal(["id", "nickName", "location"], customer["addresses"]![1]!.AsObject().Select(member => member.Key));
        Assert.Equal($"/customers/{id}/addresses/{customer["addresses"]![1]!["id"]}", adding.Headers.Location?.OriginalString);
        Assert.Equal(("\"3\"", $"customer-{id}@3"), (adding.Header("ETag"), adding.Header("Consistency-Token")));
        var removed = await node.DoAsync("DELETE", adding.Headers.Location!.OriginalString);
        Assert.Equal([first], Texts(removed));
        Assert.Equal(4, (int)removed["version"]!);
    }

    [Fact]
    public async Task A_customer_is_read_as_the_commands_answered_and_the_addresses_carry_its_version()
    {
        var (id, _) = await AtHomeAsync();

        using var adding = await node.SendAsync("POST", $"/customers/{id}/addresses", """{"nickName":"Work","location":"2 Main St"}""");
        var customer = await adding.JsonAsync(201);
        using var reading = await node.SendAsync("GET", $"/customers/{id}/addresses", null, ("Consistency-Token", adding.Header("Consistency-Token")));

        Assert.Equal(customer.ToJsonString(), (await node.DoAsync("GET", $"/customers/{id}")).ToJsonString());
        Assert.Equal(customer["addresses"]!.ToJsonString(), await reading.Content.ReadAsStringAsync());
        Assert.Equal("\"3\"", reading.Header("ETag"));
        Assert.Equal("no-store", reading.Header("Cache-Control"));
        // The version of the addresses is the one that a condition asks for.
        await node.DoAsync("POST", $"/customers/{id}/verify", null, ("If-Match", reading.Header("ETag")));
        await node.SendAsync("POST", $"/customers/{id}/verify", null, ("If-Match", reading.Header("ETag"))).ProblemAsync(412, "VERSION_CONFLICT");
    }

    [Fact]
    public async Task What_an_address_lacks_is_said_together()
    {
        var problem = await node.SendAsync("POST", $"/customers/{await node.SignUpAsync()}/addresses", """{"nickName":"","location":"\n"}""").ProblemAsync(400, "ADDRESS_INCOMPLETE");

        Assert.Equal(
            ["nickName:ADDRESS_INCOMPLETE", "location:ADDRESS_INCOMPLETE"],
            problem["errors"]!.AsArray().Select(error => $"{error!["field"]}:{error["code"]}"));
        await node.SendAsync("POST", "/customers/nobody/addresses", "{}").ProblemAsync(400, "ADDRESS_INCOMPLETE");
        await node.SendAsync("POST", "/customers/nobody/addresses", Home).ProblemAsync(404, "NOT_FOUND");
    }

    [Fact]
    public async Task A_nickname_is_taken_in_whatever_case_and_free_again_when_its_address_is_removed()
    {
        var (id, _) = await AtHomeAsync("Zuhause bei Ömer");
        var (path, again) = ($"/customers/{id}/addresses", """{"nickName":"ZUHAUSE BEI ÖMER","location":"2 Main St"}""");
        var head = await node.HeadAsync();

        var problem = await node.SendAsync("POST", path, again).ProblemAsync(409, "NICKNAME_TAKEN");
        Assert.Equal("Address nickname must be unique.", (string?)problem["detail"]);
        Assert.Equal(head, await node.HeadAsync());

        var customer = await node.DoAsync("GET", $"/customers/{id}", null, ("Consistency-Token", $"customer-{id}@2"));
        await node.DoAsync("DELETE", $"{path}/{customer["addresses"]![0]!["id"]}");
        Assert.Equal(["ZUHAUSE BEI ÖMER: 2 Main St"], Texts(await node.DoAsync("POST", path, again)));
    }

    [Fact]
    public async Task A_customer_has_20_addresses_at_most()
    {
        var id = await node.SignUpAsync();
        for (var number = 1; number <= 20; number++)
        {
            await node.DoAsync("POST", $"/customers/{id}/addresses", $$"""{"nickName":"Place {{number}}","location":"x"}""");
        }

        await node.SendAsync("POST", $"/customers/{id}/addresses", """{"nickName":"Place 21","location":"x"}""").ProblemAsync(409, "ADDRESS_LIMIT");
        await node.SendAsync("POST", $"/customers/{id}/addresses", """{"nickName":"PLACE 20","location":"x"}""").ProblemAsync(409, "NICKNAME_TAKEN");
        var customer = await node.DoAsync("GET", $"/customers/{id}", null, ("Consistency-Token", $"customer-{id}@21"));
        Assert.Equal(Enumerable.Range(1, 20).Select(number => $"Place {number}: x"), Texts(customer));
    }

    [Fact]
    public async Task An_address_that_is_not_there_cannot_be_removed()
    {
        var (id, _) = await AtHomeAsync();
        var (other, _) = await AtHomeAsync();
        var others = (string)(await node.DoAsync("GET", $"/customers/{other}", null, ("Consistency-Token", $"customer-{other}@2")))["addresses"]![0]!["id"]!;
        var head = await node.HeadAsync();

        var problem = await node.SendAsync("DELETE", $"/customers/{id}/addresses/nothing").ProblemAsync(404, "ADDRESS_NOT_FOUND");
        await node.SendAsync("DELETE", $"/customers/{id}/addresses/{others}").ProblemAsync(404, "ADDRESS_NOT_FOUND");
        await node.SendAsync("DELETE", $"/customers/nobody/addresses/{others}").ProblemAsync(404, "NOT_FOUND");
        Assert.Equal("Address not found.", (string?)problem["detail"]);
        Assert.Equal(head, await node.HeadAsync());

        await node.DoAsync("DELETE", $"/customers/{other}/addresses/{others.ToUpperInvariant()}");
        await node.SendAsync("DELETE", $"/customers/{other}/addresses/{others}").ProblemAsync(404, "ADDRESS_NOT_FOUND");
    }

    [Fact]
    public async Task A_customer_is_verified_and_verified_again()
    {
        var (id, _) = await AtHomeAsync();

        var verified = await node.DoAsync("POST", $"/customers/{id}/verify");
        var again = await node.DoAsync("POST", $"/customers/{id}/verify", "{}");

        Assert.Equal((true, 3), ((bool)verified["verified"]!, (int)verified["version"]!));
        Assert.Equal((true, 4), ((bool)again["verified"]!, (int)again["version"]!));
        Assert.Equal(["Home: 1 Main St"], Texts(again));
        await node.SendAsync("POST", "/customers/nobody/verify").ProblemAsync(404, "NOT_FOUND");
    }

    [Fact]
    public async Task A_repeat_with_the_same_key_is_answered_as_the_first_time()
    {
        var (id, path) = await SignUpAsync();
        var key = ("Idempotency-Key", "add");
        using var adding = await node.SendAsync("POST", path, Home, key);
        var first = await adding.JsonAsync(201);
        await node.DoAsync("DELETE", adding.Headers.Location!.OriginalString, null, ("Idempotency-Key", "remove"));
        await node.DoAsync("POST", $"/customers/{id}/verify", null, ("Idempotency-Key", "verify"));
        var head = await node.HeadAsync();

        using var addedAgain = await node.SendAsync("POST", path, """{"location":"1 Main St\n","nickName":" Home"}""", key);
        using var removedAgain = await node.SendAsync("DELETE", adding.Headers.Location!.OriginalString, null, ("Idempotency-Key", "remove"));
        using var verifiedAgain = await node.SendAsync("POST", $"/customers/{id}/verify", null, ("Idempotency-Key", "verify"));

        Assert.Equal(first.ToJsonString(), (await addedAgain.JsonAsync(201)).ToJsonString());
        Assert.Equal(
            (adding.Headers.Location, "\"2\"", adding.Header("Consistency-Token")),
            (addedAgain.Headers.Location, addedAgain.Header("ETag"), addedAgain.Header("Consistency-Token")));
        Assert.Empty((await removedAgain.JsonAsync(200))["addresses"]!.AsArray());
        Assert.Equal(4, (int)(await verifiedAgain.JsonAsync(200))["version"]!);
        Assert.All([addedAgain, removedAgain, verifiedAgain], answer => Assert.Equal("true", answer.Header("Idempotency-Replayed")));
        await node.SendAsync("POST", path, """{"nickName":"Home","location":"2 Main St"}""", key).ProblemAsync(422, "IDEMPOTENCY_KEY_REUSED");
        await node.SendAsync("POST", $"/customers/{id}/verify", null, key).ProblemAsync(422, "IDEMPOTENCY_KEY_REUSED");
        Assert.Equal(head, await node.HeadAsync());
    }

    [Fact]
    public async Task A_condition_on_the_version_comes_before_the_state()
    {
        var (id, _) = await AtHomeAsync();
        var (stale, present) = (("If-Match", "\"1\""), ("If-Match", "\"2\""));
        var head = await node.HeadAsync();

        await node.SendAsync("POST", $"/customers/{id}/addresses", Home, stale).ProblemAsync(412, "VERSION_CONFLICT");
        await node.SendAsync("DELETE", $"/customers/{id}/addresses/nothing", null, stale).ProblemAsync(412, "VERSION_CONFLICT");
        await node.SendAsync("POST", $"/customers/{id}/verify", null, stale).ProblemAsync(412, "VERSION_CONFLICT");
        await node.SendAsync("DELETE", $"/customers/{id}", null, stale).ProblemAsync(412, "VERSION_CONFLICT");
        await node.SendAsync("POST", $"/customers/{id}/addresses", Home, present).ProblemAsync(409, "NICKNAME_TAKEN");
        Assert.Equal(head, await node.HeadAsync());

        Assert.Equal(3, (int)(await node.DoAsync("POST", $"/customers/{id}/verify", null, present))["version"]!);
    }

    [Theory]
    [InlineData("山田の家 🏠", "東京都千代田区\n千代田1-1")]
    [InlineData("Mum’s <b>\"place\"</b>", "O’Connell St. 1 & 2\n\n\\ back")]
    [InlineData("e\u0301", "\u05e9\u05dc\u05d5\u05dd")]
    public async Task An_address_is_kept_to_the_letter(string nickName, string location)
    {
        var (id, path) = await SignUpAsync();
        var body = new JsonObject { ["nickName"] = $" {nickName}", ["location"] = $"{location}\n" }.ToJsonString();

        using var adding = await node.SendAsync("POST", path, body);

        Assert.Equal([$"{nickName}: {location}"], Texts(await adding.JsonAsync(201)));
        Assert.Equal([$"{nickName}: {location}"], Texts(await node.ReadAsync($"/customers/{id}", adding.Header("Consistency-Token"))));
    }

    [Fact]
    public async Task Every_command_on_a_customer_goes_through_the_envelope_as_well()
    {
        var id = await node.SignUpAsync();
        async Task<JsonObject> AcceptedAsync(string type, string payload)
        {
            using var answer = await node.SendAsync("POST", "/commands", $$"""{"type":"{{type}}","aggregateId":"{{id}}","payload":{{payload}}}""");
            return await answer.JsonAsync(202);
        }

        var added = await AcceptedAsync("addAddress", Home);
        var removed = await AcceptedAsync("removeAddress", $$"""{"addressId":"{{added["payload"]!["addressId"]}}"}""");
        var verified = await AcceptedAsync("verifyCustomer", "{}");
        var erased = await AcceptedAsync("eraseCustomer", "null");

        Assert.Equal(
            ["addressAdded 2", "addressRemoved 3", "customerVerified 4", "customerErased 5"],
            new[] { added, removed, verified, erased }.Select(each => $"{each["type"]} {each["version"]}"));
        Assert.Equal(
            new JsonObject { ["customerId"] = id, ["addressId"] = (string?)added["payload"]!["addressId"], ["nickName"] = "Home", ["location"] = "1 Main St" }.ToJsonString(),
            added["payload"]!.ToJsonString());
        Assert.Equal(new JsonObject { ["customerId"] = id }.ToJsonString(), erased["payload"]!.ToJsonString());
    }

    [Fact]
    public async Task What_is_refused_through_the_envelope_is_said_in_words()
    {
        var (id, _) = await AtHomeAsync();

        await SaysAsync("addAddress", """{"nickName":"","location":""}""", "Address must have a nickname.", "Address must have a location.");
        await SaysAsync("addAddress", """{"nickName":"HOME","location":"x"}""", "Address nickname must be unique.");
        await SaysAsync("removeAddress", """{"addressId":"a/b"}""", "Address not found.");

        async Task SaysAsync(string type, string payload, params string[] texts)
        {
            using var answer = await node.SendAsync("POST", "/commands", $$"""{"type":"{{type}}","aggregateId":"{{id}}","payload":{{payload}}}""");
            Assert.Equal(400, (int)answer.StatusCode);
            Assert.Equal(texts, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsArray().Select(text => (string)text!));
        }
    }

    private async Task<(string Id, string Addresses)> SignUpAsync()
    {
        var id = await node.SignUpAsync();
        return (id, $"/customers/{id}/addresses");
    }

    /// <summary>A customer with one address, which is version 2.</summary>
    private async Task<(string Id, string Address)> AtHomeAsync(string nickName = "Home")
    {
        var (id, path) = await SignUpAsync();
        var customer = await node.DoAsync("POST", path, new JsonObject { ["nickName"] = nickName, ["location"] = "1 Main St" }.ToJsonString());
        return (id, Assert.Single(Texts(customer)));
    }

    private static IReadOnlyList<string> Texts(JsonObject customer) =>
        [.. customer["addresses"]!.AsArray().Select(address => $"{address!["nickName"]}: {address["location"]}")];
}
