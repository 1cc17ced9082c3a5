using System.Text.Json.Nodes;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.Http;

/// <summary>What becomes of an erased customer, and of the same e-mail afterwards.</summary>
public sealed class ErasureTests(RestaurantNode node) : IClassFixture<RestaurantNode>
{
    [Fact]
    public async Task An_erased_customer_has_nothing_but_an_id_and_a_version_and_is_in_no_list()
    {
        var anna = await SignUpAsync();
        await node.DoAsync("POST", $"/customers/{anna.Id}/addresses", """{"nickName":"Home","location":"1 Main St"}""");
        await node.DoAsync("POST", $"/customers/{anna.Id}/verify");
        var bert = await SignUpAsync();

        using var erasing = await node.SendAsync("DELETE", $"/customers/{anna.Id}");
        var erased = await erasing.JsonAsync(200);

        var nothing = $$"""{"id":"{{anna.Id}}","email":null,"verified":false,"signedUpAt":null,"addresses":[],"version":4}""";
        var token = erasing.Header("Consistency-Token");
        Assert.Equal(nothing, erased.ToJsonString());
        Assert.Equal(("\"4\"", $"customer-{anna.Id}@4"), (erasing.Header("ETag"), token));
        using var reading = await node.SendAsync("GET", $"/customers/{anna.Id}", null, ("Consistency-Token", token));
        Assert.Equal((nothing, "\"4\""), ((await reading.JsonAsync(200)).ToJsonString(), reading.Header("ETag")));
        using var addresses = await node.SendAsync("GET", $"/customers/{anna.Id}/addresses", null, ("Consistency-Token", token));
        Assert.Equal(("[]", "\"4\""), (await addresses.Content.ReadAsStringAsync(), addresses.Header("ETag")));
        var listed = (await node.ReadAllAsync("/customers", 2, token)).Select(customer => (string?)customer["id"]).ToList();
        Assert.Contains(bert.Id, listed);
        Assert.DoesNotContain(anna.Id, listed);
    }

    [Fact]
    public async Task Every_later_command_is_not_found_after_the_condition_on_the_version_and_the_fields()
    {
        var anna = await SignUpAsync();
        await EraseAsync(anna.Id);
        var head = await node.HeadAsync();

        foreach (var (method, path, body) in CommandRoutes.All.Values.Where(route => route.Path.Contains("{customer}", StringComparison.Ordinal)))
        {
            var address = path.Replace("{customer}", anna.Id, StringComparison.Ordinal);
            await node.SendAsync(method, address, body).ProblemAsync(404, "NOT_FOUND");
            await node.SendAsync(method, address, body, ("If-Match", "\"2\"")).ProblemAsync(404, "NOT_FOUND");
            await node.SendAsync(method, address, body, ("If-Match", "\"1\"")).ProblemAsync(412, "VERSION_CONFLICT");
        }

        await node.SendAsync("POST", $"/customers/{anna.Id}/addresses", "{}").ProblemAsync(400, "ADDRESS_INCOMPLETE");
        using var envelope = await node.SendAsync("POST", "/commands", $$"""{"type":"verifyCustomer","aggregateId":"{{anna.Id}}"}""");
        Assert.Equal((400, """["There is nothing here."]"""), ((int)envelope.StatusCode, await envelope.Content.ReadAsStringAsync()));
        Assert.Equal(head, await node.HeadAsync());
    }

    [Fact]
    public async Task The_same_e_mail_signs_up_anew_as_the_next_version_and_owes_nothing_to_the_past()
    {
        var anna = await SignUpAsync();
        await node.DoAsync("POST", $"/customers/{anna.Id}/addresses", """{"nickName":"Home","location":"1 Main St"}""");
        await node.DoAsync("POST", $"/customers/{anna.Id}/verify");
        await EraseAsync(anna.Id);

        using var signingUp = await SignUpAsync(anna.Email.ToUpperInvariant());
        var customer = await signingUp.JsonAsync(201);

        Assert.Equal($"/customers/{anna.Id}", signingUp.Headers.Location?.OriginalString);
        Assert.Equal(("\"5\"", $"customer-{anna.Id}@5"), (signingUp.Header("ETag"), signingUp.Header("Consistency-Token")));
        Assert.Equal((anna.Email.ToUpperInvariant(), false, 5), ((string?)customer["email"], (bool)customer["verified"]!, (int)customer["version"]!));
        Assert.Empty(customer["addresses"]!.AsArray());
        Assert.NotNull(customer["signedUpAt"]);
        Assert.Equal(customer.ToJsonString(), (await node.ReadAsync($"/customers/{anna.Id}", signingUp.Header("Consistency-Token"))).ToJsonString());
        Assert.Equal(anna.Id, (string?)(await node.ReadAllAsync("/customers", 200, signingUp.Header("Consistency-Token")))[^1]["id"]);
        await SignUpAsync(anna.Email).ProblemAsync(409, "EMAIL_TAKEN");
    }

    [Fact]
    public async Task An_old_key_is_forgotten_and_the_erasures_own_is_not_also_after_a_restart()
    {
        var email = NewEmail();
        var (signUp, erase) = (("Idempotency-Key", "sign-up"), ("Idempotency-Key", "erase"));
        using var first = await SignUpAsync(email, signUp);
        var id = (string)(await first.JsonAsync(201))["id"]!;
        var erased = await node.DoAsync("DELETE", $"/customers/{id}", null, erase);

        using var again = await node.SendAsync("DELETE", $"/customers/{id}", null, erase);
        await node.RestartAsync();
        using var afterRestart = await node.SendAsync("DELETE", $"/customers/{id}", null, erase);
        await node.SendAsync("DELETE", $"/customers/{id}").ProblemAsync(404, "NOT_FOUND");
        await node.SendAsync("POST", $"/customers/{id}/verify", null, erase).ProblemAsync(422, "IDEMPOTENCY_KEY_REUSED");
        using var anew = await SignUpAsync(email, signUp);
        using var anewAgain = await SignUpAsync(email, signUp);
        // A caller that still repeats its erasure must not erase the new customer.
        using var late = await node.SendAsync("DELETE", $"/customers/{id}", null, erase);

        Assert.All([again, afterRestart, late], answer => Assert.Equal("true", answer.Header("Idempotency-Replayed")));
        foreach (var answer in (HttpResponseMessage[])[again, afterRestart, late])
        {
            Assert.Equal(erased.ToJsonString(), (await answer.JsonAsync(200)).ToJsonString());
        }

        Assert.False(anew.Headers.Contains("Idempotency-Replayed"));
        Assert.Equal("true", anewAgain.Header("Idempotency-Replayed"));
        Assert.Equal(((int)System.Net.HttpStatusCode.Created, "\"3\"", "\"3\""), ((int)anew.StatusCode, anew.Header("ETag"), anewAgain.Header("ETag")));
        Assert.Equal(email, (string?)(await node.ReadAsync($"/customers/{id}", anew.Header("Consistency-Token")))["email"]);
    }

    [Fact]
    public async Task A_late_repeat_of_an_erasure_spares_whoever_signed_up_after_a_later_one()
    {
        var anna = await SignUpAsync();
        (string, string) first = ("Idempotency-Key", $"first-{anna.Id}");
        using var erased = await node.SendAsync("DELETE", $"/customers/{anna.Id}", null, first);
        (await SignUpAsync(anna.Email)).Dispose();
        using var erasedAgain = await node.SendAsync("DELETE", $"/customers/{anna.Id}", null, ("Idempotency-Key", $"second-{anna.Id}"));
        using var signedUp = await SignUpAsync(anna.Email);

        using var late = await node.SendAsync("DELETE", $"/customers/{anna.Id}", null, first);

        Assert.Equal(("\"2\"", "\"4\"", "\"5\""), (erased.Header("ETag"), erasedAgain.Header("ETag"), signedUp.Header("ETag")));
        Assert.Equal(("true", "\"2\""), (late.Header("Idempotency-Replayed"), late.Header("ETag")));
        Assert.Equal(anna.Email, (string?)(await node.ReadAsync($"/customers/{anna.Id}", signedUp.Header("Consistency-Token")))["email"]);
    }

    [Fact]
    public async Task An_erased_customer_orders_nothing()
    {
        var anna = await SignUpAsync();
        var item = await node.AddMenuItemAsync();
        var order = (string)(await node.DoAsync("POST", "/orders", $$"""{"customerId":"{{anna.Id}}"}"""))["id"]!;
        await node.DoAsync("POST", $"/orders/{order}/items", $$"""{"menuItemId":"{{item}}","quantity":1}""");
        await EraseAsync(anna.Id);

        await node.SendAsync("POST", "/orders", $$"""{"customerId":"{{anna.Id}}"}""").ProblemAsync(422, "CUSTOMER_NOT_FOUND");
        await node.SendAsync("POST", $"/orders/{order}/place").ProblemAsync(422, "CUSTOMER_NOT_FOUND");
        using var opening = await node.SendAsync("POST", "/commands", $$$"""{"type":"openOrder","payload":{"customerId":"{{{anna.Id}}}"}}""");
        Assert.False((bool)(await opening.JsonAsync(202))["payload"]!["customerKnown"]!);

        using var anew = await SignUpAsync(anna.Email);
        Assert.Equal(201, (int)anew.StatusCode);
        Assert.Equal("placed", (string?)(await node.DoAsync("POST", $"/orders/{order}/place"))["status"]);
    }

    [Fact]
    public async Task Anybody_erases_as_long_as_roles_are_not_enforced()
    {
        foreach (var role in (string[])["customer", "staff", "manager"])
        {
            var anna = await SignUpAsync();
            await node.DoAsync("DELETE", $"/customers/{anna.Id}", null, ("Restaurant-Role", role));
        }
    }

    private static string NewEmail() => $"{Guid.CreateVersion7():N}@example.org";

    private async Task<(string Id, string Email)> SignUpAsync()
    {
        var email = NewEmail();
        using var answer = await SignUpAsync(email);
        return ((string)(await answer.JsonAsync(201))["id"]!, email);
    }

    private Task<HttpResponseMessage> SignUpAsync(string email, params (string, string)[] headers) =>
        node.SendAsync("POST", "/customers", new JsonObject { ["email"] = email }.ToJsonString(), headers);

    private Task<JsonObject> EraseAsync(string id) => node.DoAsync("DELETE", $"/customers/{id}");
}
