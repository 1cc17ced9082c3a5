namespace Restaurant.Tests.Http;

/// <summary>A way to give a command, with a body that is right for it. Names in braces are those of <see cref="Scene"/>.</summary>
internal sealed record CommandRoute(string Method, string Path, string Body);

/// <summary>All ways to give commands: what is refused whatever the command is, is refused by each of them.</summary>
internal static class CommandRoutes
{
    public static readonly IReadOnlyDictionary<string, CommandRoute> All = new Dictionary<string, CommandRoute>
    {
        ["addMenuItem"] = new("POST", "/menu/items", """{"description":"x","price":1,"category":"y"}"""),
        ["modifyMenuItem"] = new("PUT", "/menu/items/{item}", """{"description":"x","price":1,"category":"y"}"""),
        ["make available or not"] = new("PUT", "/menu/items/{item}/availability", """{"available":false,"reason":"x"}"""),
        ["removeMenuItem"] = new("DELETE", "/menu/items/{item}", "{}"),
        ["signUpCustomer"] = new("POST", "/customers", """{"email":"never@example.org"}"""),
        ["addAddress"] = new("POST", "/customers/{customer}/addresses", """{"nickName":"x","location":"y"}"""),
        ["removeAddress"] = new("DELETE", "/customers/{customer}/addresses/{address}", "{}"),
        ["verifyCustomer"] = new("POST", "/customers/{customer}/verify", "{}"),
        ["eraseCustomer"] = new("DELETE", "/customers/{customer}", "{}"),
        ["openOrder"] = new("POST", "/orders", """{"customerId":"{customer}"}"""),
        ["addItemToOrder"] = new("POST", "/orders/{order}/items", """{"menuItemId":"{item}","quantity":1}"""),
        ["changeItemQuantity"] = new("PATCH", "/orders/{order}/items/{line}", """{"quantity":3}"""),
        ["removeItemFromOrder"] = new("DELETE", "/orders/{order}/items/{line}", "{}"),
        ["setDeliveryAddress"] = new("PUT", "/orders/{order}/delivery-address", """{"addressId":"x"}"""),
        ["choosePickup"] = new("DELETE", "/orders/{order}/delivery-address", "{}"),
        ["setOrderNote"] = new("PUT", "/orders/{order}/note", """{"note":"x"}"""),
        ["placeOrder"] = new("POST", "/orders/{order}/place", """{"acceptPriceChanges":true}"""),
        ["cancelOrder"] = new("POST", "/orders/{order}/cancel", """{"reason":"x"}"""),
        ["acceptOrder"] = new("POST", "/orders/{order}/accept", """{"promisedAt":"2026-11-25T18:00:00Z"}"""),
        ["rejectOrder"] = new("POST", "/orders/{order}/reject", """{"reason":"x"}"""),
        ["startPreparation"] = new("POST", "/orders/{order}/prepare", "{}"),
        ["markOrderReady"] = new("POST", "/orders/{order}/ready", "{}"),
        ["dispatchOrder"] = new("POST", "/orders/{order}/dispatch", """{"courier":"x"}"""),
        ["completeOrder"] = new("POST", "/orders/{order}/complete", "{}"),
        ["commands"] = new("POST", Scene.Envelope, """{"type":"addMenuItem","payload":{"description":"x","price":1},"commandId":"z"}"""),
    };

    public static TheoryData<string, TRow> Times<TRow>(IEnumerable<TRow> rows)
    {
        var data = new TheoryData<string, TRow>();
        foreach (var (route, row) in from route in All.Keys from row in rows select (route, row))
        {
            data.Add(route, row);
        }

        return data;
    }
}
