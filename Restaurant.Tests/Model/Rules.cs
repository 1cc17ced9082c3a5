using static Restaurant.Tests.Model.Verdict;

namespace Restaurant.Tests.Model;

/// <summary>All commands, and the rules of the menu and of customers.</summary>
internal static class Rules
{
    public static readonly IReadOnlyDictionary<string, Rule> All = new Rule[]
    {
        new("addMenuItem", "menu-item", "POST", "/menu/items", Rule.Anyone, Add),
        new("modifyMenuItem", "menu-item", "PUT", "/menu/items/{id}", Rule.Anyone, Unremoved(Modify)),
        new("makeMenuItemUnavailable", "menu-item", "PUT", "/menu/items/{id}/availability", Rule.Anyone, Unremoved(TakeOff)) { Aside = "\"available\":false" },
        new("makeMenuItemAvailable", "menu-item", "PUT", "/menu/items/{id}/availability", Rule.Anyone, Unremoved(PutOn)) { Aside = "\"available\":true" },
        new("removeMenuItem", "menu-item", "DELETE", "/menu/items/{id}", Rule.Anyone, Unremoved(Remove)),
        new("signUpCustomer", "customer", "POST", "/customers", Rule.Anyone, SignUp),
        new("verifyCustomer", "customer", "POST", "/customers/{id}/verify", Rule.Anyone, Unerased(Verify)),
        new("addAddress", "customer", "POST", "/customers/{id}/addresses", Rule.Anyone, Unerased(AddAddress)),
        new("removeAddress", "customer", "DELETE", "/customers/{id}/addresses/{addressId}", Rule.Anyone, Unerased(RemoveAddress)),
        new("eraseCustomer", "customer", "DELETE", "/customers/{id}", Rule.Anyone, Unerased(Erase)),
    }.Concat(OrderRules.All).ToDictionary(rule => rule.Command);

    private static Happens Add(Turn turn)
    {
        var item = new MenuItem(
            turn.Id, turn.Request.Text("description")!, turn.Request.Value<decimal>("price"), turn.Request.Text("category"),
            Available: true, UnavailableReason: null, Removed: false, turn.At);
        return new Happens("menuItemAdded", Data(item), item);
    }

    private static Happens Modify(Turn turn, MenuItem item)
    {
        var modified = item with
        {
            Description = turn.Request.Text("description")!,
            Price = turn.Request.Value<decimal>("price"),
            Category = turn.Request.Text("category"),
            UpdatedAt = turn.At,
        };
        return new Happens("menuItemModified", Data(modified), modified);
    }

    private static Happens TakeOff(Turn turn, MenuItem item) => new(
        "menuItemMadeUnavailable",
        new Shape(("id", item.Id), ("reason", turn.Request["reason"])),
        item with { Available = false, UnavailableReason = turn.Request.Text("reason"), UpdatedAt = turn.At });

    private static Happens PutOn(Turn turn, MenuItem item) => new(
        "menuItemMadeAvailable", new Shape(("id", item.Id)), item with { Available = true, UnavailableReason = null, UpdatedAt = turn.At });

    private static Happens Remove(Turn turn, MenuItem item) => new(
        "menuItemRemoved", new Shape(("id", item.Id)), item with { Removed = true, UpdatedAt = turn.At });

    private static Verdict SignUp(Turn turn)
    {
        var email = turn.Request.Text("email")!;
        return turn.State is Customer { IsErased: false } ? new Refused("EMAIL_TAKEN")
            : new Happens(
                "customerSignedUp",
                new Shape(("id", turn.Id), ("email", email)),
                new Customer(turn.Id, email, Verified: false, turn.At, Addresses: []));
    }

    private static Happens Verify(Turn turn, Customer customer) => new(
        "customerVerified", new Shape(("customerId", customer.Id)), customer with { Verified = true });

    private static Verdict AddAddress(Turn turn, Customer customer)
    {
        var address = new Address(Learned.Uuid(), turn.Request.Text("nickName")!, turn.Request.Text("location")!);
        return customer.Addresses.Any(other => other.NickName.Equals(address.NickName, StringComparison.OrdinalIgnoreCase)) ? new Refused("NICKNAME_TAKEN")
            : customer.Addresses.Count >= 20 ? new Refused("ADDRESS_LIMIT")
            : new Happens(
                "addressAdded",
                new Shape(("customerId", customer.Id), ("addressId", address.Id), ("nickName", address.NickName), ("location", address.Location)),
                customer with { Addresses = [.. customer.Addresses, address] },
                Made: address.Id);
    }

    private static Verdict RemoveAddress(Turn turn, Customer customer)
    {
        var id = turn.Request.Text("addressId");
        return customer.Addresses.All(address => address.Id.Text != id) ? new Refused("ADDRESS_NOT_FOUND")
            : new Happens(
                "addressRemoved",
                new Shape(("customerId", customer.Id), ("addressId", id)),
                customer with { Addresses = [.. customer.Addresses.Where(address => address.Id.Text != id)] });
    }

    private static Happens Erase(Turn turn, Customer customer) => new(
        "customerErased",
        new Shape(("customerId", customer.Id)),
        new Customer(customer.Id, Email: null, Verified: false, SignedUpAt: null, Addresses: []));

    private static Shape Data(MenuItem item) => new(
        ("id", item.Id), ("description", item.Description), ("price", item.Price), ("currency", "USD"), ("category", item.Category));

    private static Func<Turn, Verdict> Unremoved(Func<Turn, MenuItem, Verdict> decide) =>
        turn => turn.State is MenuItem { Removed: false } item ? decide(turn, item) : new Refused("MENU_ITEM_INACTIVE");

    private static Func<Turn, Verdict> Unerased(Func<Turn, Customer, Verdict> decide) =>
        turn => turn.State is Customer { IsErased: false } customer ? decide(turn, customer) : new Refused("NOT_FOUND");
}
