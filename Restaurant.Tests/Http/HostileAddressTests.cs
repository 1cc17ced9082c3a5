namespace Restaurant.Tests.Http;

/// <summary>Addresses that name nothing, and parameters with values that are not allowed.</summary>
public sealed class HostileAddressTests(Scene scene) : IClassFixture<Scene>
{
    // What cannot be an id, and what could be one.
    private static readonly string[] Ids =
    [
        "a%2Fb", "a%252Fb", "a%5Cb", "..%2Fadmin", "..%2F..%2Fetc%2Fpasswd", "...", "a.b", "%20", "a%20b", "nobody%0A", "nobody%0D%0A", "%F0%9F%8D%95", "caf%C3%A9", "%ED%A0%80", "%FF",
        "a'b", "a%22b", "a;b", "a:b", "a@b", "*", "%25", "{id}", "-", "_", "nobody", "menu-item-x", new string('a', 64), new string('a', 65), new string('a', 500),
        "00000000-0000-0000-0000-000000000000", "0x000000-0000-0000-0000-000000000000",
    ];

    private static readonly string[] ReadsOfOne = ["/menu/items/{id}", "/customers/{id}", "/customers/{id}/addresses", "/orders/{id}", "/orders/{id}/history", "/orders/{id}?asOf=1"];

    public static TheoryData<string, string> UnknownAggregates
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var id in Ids)
            {
                foreach (var path in ReadsOfOne)
                {
                    data.Add($"GET {path}", id);
                }

                foreach (var route in CommandRoutes.All.Values.Where(route => Unnamed(route) != route.Path))
                {
                    data.Add($"{route.Method} {Unnamed(route)}", id);
                }
            }

            return data;
        }
    }

    public static TheoryData<string> UnknownLines => [.. Ids];

    [Theory]
    [MemberData(nameof(UnknownAggregates))]
    public Task An_id_names_nothing(string route, string id)
    {
        var (method, path) = (route.Split(' ')[0], route.Split(' ')[1]);
        var body = CommandRoutes.All.Values.FirstOrDefault(command => command.Method == method && Unnamed(command) == path)?.Body;
        return scene.RefusedAsync(scene.Request(method, path.Replace("{id}", id, StringComparison.Ordinal), body), 404, "NOT_FOUND");
    }

    [Theory]
    [MemberData(nameof(UnknownLines))]
    public async Task A_lines_id_names_nothing(string id)
    {
        await scene.RefusedAsync(scene.Request("PATCH", $"/orders/{{order}}/items/{id}", """{"quantity":1}"""), 404, "ORDER_ITEM_NOT_FOUND");
        await scene.RefusedAsync(scene.Request("DELETE", $"/orders/{{order}}/items/{id}"), 404, "ORDER_ITEM_NOT_FOUND");
    }

    [Theory]
    [MemberData(nameof(UnknownLines))]
    public Task An_addresss_id_names_nothing(string id) =>
        scene.RefusedAsync(scene.Request("DELETE", $"/customers/{{customer}}/addresses/{id}"), 404, "ADDRESS_NOT_FOUND");

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/nothing/here")]
    [InlineData("GET", "/orders//items")]
    [InlineData("GET", "/menu")]
    [InlineData("POST", "/orders/{order}/place/x")]
    [InlineData("POST", "/orders/{order}/unplace")]
    [InlineData("POST", "/orders/{order}/expire")]
    [InlineData("POST", "/orders/{placed}/time-out")]
    [InlineData("GET", "/health")]
    [InlineData("GET", "/appsettings.json")]
    public Task An_address_leads_nowhere(string method, string path) => scene.RefusedAsync(scene.Request(method, path), 404, "NOT_FOUND");

    [Theory]
    [InlineData("PUT", "/menu/items", "GET, POST")]
    [InlineData("POST", "/menu/items/{item}", "DELETE, GET, PUT")]
    [InlineData("GET", "/menu/items/{item}/availability", "PUT")]
    [InlineData("PUT", "/customers/{customer}", "DELETE, GET")]
    [InlineData("GET", "/customers/{customer}/verify", "POST")]
    [InlineData("PUT", "/customers/{customer}/addresses", "GET, POST")]
    [InlineData("GET", "/customers/{customer}/addresses/{address}", "DELETE")]
    [InlineData("DELETE", "/orders", "GET, POST")]
    [InlineData("GET", "/orders/{order}/place", "POST")]
    [InlineData("POST", "/orders/{order}/delivery-address", "DELETE, PUT")]
    [InlineData("DELETE", "/orders/{order}/note", "PUT")]
    [InlineData("PUT", "/orders/{order}/accept", "POST")]
    [InlineData("PUT", "/orders/{order}/reject", "POST")]
    [InlineData("GET", "/orders/{order}/prepare", "POST")]
    [InlineData("GET", "/orders/{order}/ready", "POST")]
    [InlineData("GET", "/orders/{order}/dispatch", "POST")]
    [InlineData("GET", "/orders/{order}/complete", "POST")]
    [InlineData("GET", "/orders/{order}/items", "POST")]
    [InlineData("PUT", "/orders/{order}/items/{line}", "DELETE, PATCH")]
    [InlineData("GET", "/commands", "POST")]
    [InlineData("POST", "/health/ready", "GET")]
    [InlineData("BREW", "/orders", "GET, POST")]
    public async Task A_method_is_refused_with_those_that_are_allowed(string method, string path, string allowed)
    {
        using var answer = await scene.Node.SendAsync(method, scene.Named(path));

        await answer.ProblemAsync(405, "METHOD_NOT_ALLOWED");
        Assert.Equal(allowed, string.Join(", ", answer.Content.Headers.Allow.Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=201")]
    [InlineData("limit=-1")]
    [InlineData("limit=x")]
    [InlineData("limit=")]
    [InlineData("limit")]
    [InlineData("limit=1.0")]
    [InlineData("limit=%2B1")]
    [InlineData("limit=1e1")]
    [InlineData("limit=%D9%A1")]
    [InlineData("limit=99999999999999999999")]
    [InlineData("limit=1&limit=1")]
    [InlineData("cursor=")]
    [InlineData("cursor=x")]
    [InlineData("cursor=%FF")]
    [InlineData("cursor=!!!!")]
    [InlineData("cursor=AAAA")]
    [InlineData("cursor=gICA")]
    [InlineData("cursor=LW9wZW5lZEF0Cng")]
    [InlineData("cursor=LW9wZW5lZEF0CngKeA&cursor=LW9wZW5lZEF0CngKeA")]
    public async Task A_parameter_of_every_list_is_refused(string query)
    {
        foreach (var list in (string[])["/menu/items", "/customers", "/orders"])
        {
            await scene.RefusedAsync(scene.Request("GET", $"{list}?{query}"), 400, "PARAMETER_INVALID");
        }
    }

    [Theory]
    [InlineData("/orders?status=unknown")]
    [InlineData("/orders?status=Open")]
    [InlineData("/orders?status=0")]
    [InlineData("/orders?status=")]
    [InlineData("/orders?status=open,placed")]
    [InlineData("/orders?status=open&status=x")]
    [InlineData("/orders?from=2026-11-25T00:00:00")]
    [InlineData("/orders?from=2026-11-25")]
    [InlineData("/orders?from=2026-02-30T00:00:00Z")]
    [InlineData("/orders?from=2026-11-25T24:00:01Z")]
    [InlineData("/orders?from=2026-11-25T00:00:00+02:00")]
    [InlineData("/orders?from=2026-11-25T00:00:00%2B99:00")]
    [InlineData("/orders?from=0001-01-01T00:00:00%2B14:00")]
    [InlineData("/orders?to=9999-12-31T23:59:59-14:00")]
    [InlineData("/orders?to=yesterday")]
    [InlineData("/orders?to=1700000000")]
    [InlineData("/orders?to=2026-11-25T00:00:00Z&to=2026-11-25T00:00:00Z")]
    [InlineData("/orders?customerId=a%2Fb")]
    [InlineData("/orders?customerId=")]
    [InlineData("/orders?customerId=%00")]
    [InlineData("/orders?customerId=a&customerId=a")]
    [InlineData("/orders?number=x")]
    [InlineData("/orders?number=ABCDEU")]
    [InlineData("/orders/{order}?asOf=")]
    [InlineData("/orders/{order}?asOf=x")]
    [InlineData("/orders/{order}?asOf=1.0")]
    [InlineData("/orders/{order}?asOf=1e0")]
    [InlineData("/orders/{order}?asOf=%2B1")]
    [InlineData("/orders/{order}?asOf=%D9%A1")]
    [InlineData("/orders/{order}?asOf=1%0A")]
    [InlineData("/orders/{order}?asOf=2026-11-25")]
    [InlineData("/orders/{order}?asOf=2026-11-25T00:00:00")]
    [InlineData("/orders/{order}?asOf=1&asOf=1")]
    [InlineData("/orders/nobody?asOf=x")]
    [InlineData("/menu/items?sort=taste")]
    [InlineData("/menu/items?sort=Price")]
    [InlineData("/menu/items?sort=--price")]
    [InlineData("/menu/items?sort=")]
    [InlineData("/menu/items?sort=price&sort=price")]
    [InlineData("/menu/items?available=yes")]
    [InlineData("/menu/items?available=TRUE")]
    [InlineData("/menu/items?includeRemoved=1")]
    [InlineData("/menu/items?q=a&q=b")]
    [InlineData("/menu/items?category=a&category=b")]
    [InlineData("/reports/sales?from=yesterday")]
    [InlineData("/reports/sales?from=")]
    [InlineData("/reports/sales?from=2026-02-30")]
    [InlineData("/reports/sales?from=2026-11-5")]
    [InlineData("/reports/sales?from=20261125")]
    [InlineData("/reports/sales?from=2026-11-25%0A")]
    [InlineData("/reports/sales?from=%D9%A2026-11-25")]
    [InlineData("/reports/sales?from=2026-11-25T00:00:00")]
    [InlineData("/reports/sales?from=2026-11-25Z")]
    [InlineData("/reports/sales?to=1700000000")]
    [InlineData("/reports/sales?to=0001-01-01T00:00:00%2B14:00")]
    [InlineData("/reports/sales?to=9999-12-31T23:59:59-14:00")]
    [InlineData("/reports/sales?from=2026-11-25&from=2026-11-25")]
    [InlineData("/reports/sales?from=2026-11-26&to=2026-11-25")]
    [InlineData("/reports/sales?from=2026-11-25T00:00:00Z&to=2026-11-24")]
    [InlineData("/reports/sales?from=2026-11-25&to=2026-11-25T00:00:00Z")]
    [InlineData("/reports/sales?by=week")]
    [InlineData("/reports/sales?by=Day")]
    [InlineData("/reports/sales?by=0")]
    [InlineData("/reports/sales?by=-day")]
    [InlineData("/reports/sales?by=")]
    [InlineData("/reports/sales?by=day&by=item")]
    public Task A_parameter_is_refused(string path) => scene.RefusedAsync(scene.Request("GET", path), 400, "PARAMETER_INVALID");

    [Theory]
    [InlineData("/orders?unknown=x")]
    [InlineData("/orders?=x&&;")]
    [InlineData("/orders?from=2026-11-25T00:00Z&to=2026-11-25T00:00:00.123456789-09:30")]
    [InlineData("/orders?from=0001-01-01T00:00:00Z&to=9999-12-31T23:59:59Z")]
    [InlineData("/orders?status=open&status=open&status=placed")]
    [InlineData("/orders?number=abc0de")]
    [InlineData("/menu/items?q=%00")]
    [InlineData("/menu/items?q=%25_%27%22--")]
    [InlineData("/menu/items?q=%FF")]
    [InlineData("/menu/items?q=")]
    [InlineData("/menu/items?category=%F0%9F%8D%95")]
    [InlineData("/menu/items?limit=200")]
    public async Task A_parameter_is_taken(string path)
    {
        using var answer = await scene.Node.SendAsync("GET", path);

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Empty(scene.Node.ErrorLog.Lines);
    }

    [Fact]
    public async Task One_parameter_600_times_is_taken_once()
    {
        using var answer = await scene.Node.SendAsync("GET", $"/orders?{string.Join('&', Enumerable.Repeat("status=open", 600))}");

        Assert.Equal(200, (int)answer.StatusCode);
    }

    [Fact]
    public async Task A_UUID_is_the_same_in_capitals()
    {
        var order = scene.Named("{order}");

        var read = await scene.Node.DoAsync("GET", $"/orders/{order.ToUpperInvariant()}");

        Assert.Equal(order, (string?)read["id"]);
    }

    // The path with no aggregate in it yet; one that has none is as it was.
    private static string Unnamed(CommandRoute route) =>
        ((string[])["{item}", "{customer}", "{order}"]).Aggregate(route.Path, (path, name) => path.Replace(name, "{id}", StringComparison.Ordinal));
}
