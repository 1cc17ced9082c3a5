using System.Text.Json;
using CsCheck;

namespace Restaurant.Tests.Model;

/// <summary>Something that somebody does. What it is done to is counted from what there is when it is done.</summary>
internal abstract record Step
{
    private Step()
    {
    }

    /// <param name="Target">Which aggregate of the command's kind; a negative one is none.</param>
    /// <param name="Key">Which idempotency key, or null for none; a negative one cannot be a key.</param>
    public sealed record Command(string Name, int Target, IReadOnlyList<Writing> Members, By By, int? Key, Demand Demand, bool Envelope) : Step;

    /// <summary>What an order has next: one of these commands that its status allows.</summary>
    /// <param name="Number">Which one of those that do.</param>
    public sealed record Onward(IReadOnlyList<Command> Choices, int Number) : Step;

    /// <summary>Sends what was sent before once more.</summary>
    /// <param name="Number">Which one of those with a key.</param>
    public sealed record Repeat(int Number, Change Change) : Step;

    /// <summary>Reads what was written last.</summary>
    public sealed record Read : Step;
}

/// <summary>What is different in a repeat.</summary>
internal enum Change
{
    Nothing,
    Way,
    Kind,
    Subject,
    Demand,
    Body,
}

/// <summary>What people do in a restaurant, and what they had better not do.</summary>
internal static class Steps
{
    private static readonly Gen<By> Callers = Gen.Frequency(
        (10, new By("staff", null)), (3, new By("staff", "sam")), (3, new By("manager", "max")), (3, new By("customer", "ada")), (1, new By("customer", "bob")), (1, new By("customer", null)), (1, new By("system", null)));

    // Most of the time one of the first, so that something becomes of them.
    private static readonly Gen<int> Target = Gen.Frequency((25, Gen.Int[0, 1]), (12, Gen.Int[0, 2]), (5, Gen.Int[0, 7]), (1, Gen.Int[-3, -1]));

    private static readonly Gen<int?> Key = Gen.Frequency((36, Gen.Const((int?)null)), (24, Gen.Int[0, 12].Select(key => (int?)key)), (1, Gen.Const((int?)-1)));

    private static readonly Gen<Demand> Demands = Gen.Frequency(
        (24, Demand.Nothing), (4, Demand.Present), (1, Demand.Earlier), (1, Demand.Any), (1, Demand.PresentAmongOthers), (1, Demand.Weak), (1, Demand.Unreadable));

    // How often each is given, and how its members are written.
    private static readonly (int Often, string Name, Gen<Writing>[] Members)[] Commands =
    [
        (4, "addMenuItem", [Values.Text(200, "DESCRIPTION_REQUIRED"), Values.Price(), Category()]),
        (10, "modifyMenuItem", [Values.Text(200, "DESCRIPTION_REQUIRED"), Values.Price(), Category()]),
        (2, "makeMenuItemUnavailable", [Values.Text(300, code: null)]),
        (4, "makeMenuItemAvailable", []),
        (1, "removeMenuItem", []),
        (4, "signUpCustomer", [Values.Email()]),
        (1, "verifyCustomer", []),
        (4, "addAddress", [Values.Text(60, "ADDRESS_INCOMPLETE"), Values.Text(300, "ADDRESS_INCOMPLETE", lines: true)]),
        (2, "removeAddress", [Values.AddressId(inAddress: true)]),
        (1, "eraseCustomer", []),
        (5, "openOrder", [Values.CustomerOf()]),
        (6, "addItemToOrder", [Values.MenuItem(), Values.Quantity()]),
        (3, "changeItemQuantity", [Values.LineId(), Values.Quantity()]),
        (2, "removeItemFromOrder", [Values.LineId()]),
        (2, "setDeliveryAddress", [Values.AddressId(inAddress: false)]),
        (2, "choosePickup", []),
        (2, "setOrderNote", [Values.Note()]),
        (2, "placeOrder", [Values.Flag()]),
        (6, "cancelOrder", [Values.Text(300, code: null)]),
        (2, "acceptOrder", [Values.PromisedAt()]),
        (6, "rejectOrder", [Values.Text(300, "REASON_REQUIRED")]),
        (1, "startPreparation", []),
        (1, "markOrderReady", []),
        (3, "dispatchOrder", [Values.Text(100, code: null)]),
        (4, "completeOrder", []),
    ];

    private static readonly string[] Onwards =
    [
        "addItemToOrder", "changeItemQuantity", "setDeliveryAddress", "placeOrder", "acceptOrder", "startPreparation", "markOrderReady", "dispatchOrder", "completeOrder",
    ];

    private static readonly IReadOnlyDictionary<string, string[]> MembersOf = new Dictionary<string, string[]>
    {
        ["addMenuItem"] = ["description", "price", "category"],
        ["modifyMenuItem"] = ["description", "price", "category"],
        ["makeMenuItemUnavailable"] = ["reason"],
        ["signUpCustomer"] = ["email"],
        ["addAddress"] = ["nickName", "location"],
        ["removeAddress"] = ["addressId"],
        ["openOrder"] = ["customerId"],
        ["addItemToOrder"] = ["menuItemId", "quantity"],
        ["changeItemQuantity"] = ["orderItemId", "quantity"],
        ["removeItemFromOrder"] = ["orderItemId"],
        ["setDeliveryAddress"] = ["addressId"],
        ["setOrderNote"] = ["note"],
        ["placeOrder"] = ["acceptPriceChanges"],
        ["cancelOrder"] = ["reason"],
        ["acceptOrder"] = ["promisedAt"],
        ["rejectOrder"] = ["reason"],
        ["dispatchOrder"] = ["courier"],
    };

    /// <summary>
    /// To begin with: a menu, of which one item costs as much as it may, customers, an address, and orders with a line, one of them for a
    /// customer who is not there yet.
    /// </summary>
    public static readonly IReadOnlyList<Step.Command> Opening =
    [
        .. Enumerable.Range(0, 3).Select(number => Rightly("addMenuItem", world => $"{world.Name} {number}", _ => number == 2 ? 99_999.99m : number + 1.50m, world => $"{world.Name} pizza")),
        .. Enumerable.Range(0, 2).Select(number => Rightly("signUpCustomer", world => Values.EmailOf(world, number))),
        Rightly("addAddress", _ => "Home", _ => "12 Mill Lane"),
        .. Enumerable.Range(0, 3).Select(number => Rightly("openOrder", world => World.CustomerId(Values.EmailOf(world, number))) with { Envelope = number == 2 }),
        .. Enumerable.Range(0, 3).Select(number => Rightly("addItemToOrder", world => Values.At(world.Of("menu-item"), 0)?.Id.Text ?? "nobody", _ => 2) with { Target = number }),
    ];

    /// <summary>The opening, and then whatever comes: of everything a little, or of something much.</summary>
    public static readonly Gen<Step[]> Story = Gen.OneOf(
            Mixed(menu: 20, customers: 10, orders: 25, onward: 30, repeats: 10).Array[60],
            Mixed(menu: 40, customers: 5, orders: 20, onward: 20, repeats: 15).Array[60],
            Mixed(menu: 5, customers: 50, orders: 10, onward: 10, repeats: 25).Array[60],
            Mixed(menu: 5, customers: 5, orders: 20, onward: 70, repeats: 10).Array[60],
            Mixed(menu: 1, customers: 5, orders: 10, onward: 70, repeats: 5).Array[60])
        .Select(steps => (Step[])[.. Opening, .. steps]);

    /// <summary>A command on the first order, which stays open most of the time.</summary>
    public static readonly Gen<Step.Command> OnOneOrder = Gen.Frequency(
    [
        .. Commands.Where(command => Rules.All[command.Name] is { Kind: "order", Begins: false })
            .Select(command => (
                OrderRules.IsEdit(command.Name) ? 12 : 1,
                Command(command.Name, command.Members).Select(step => step with { Target = 0, Key = null, Demand = Demand.Nothing }))),
    ]);

    /// <summary>The command as a request in this world.</summary>
    public static Request In(World world, Step.Command step)
    {
        var rule = Rules.All[step.Name];
        var target = rule.Begins ? null : TargetOf(world, rule.Kind, step.Target);
        var there = world.Find(rule.Kind, target is null ? null : World.NormalForm(target));
        return new Request(
            rule, target, [.. MembersOf.GetValueOrDefault(step.Name, []).Zip(step.Members, (name, write) => (name, write(world, there)))],
            step.By, step.Key is { } key ? key < 0 ? "no key" : $"{world.Name}-{key}" : null, step.Demand, step.Envelope);
    }

    /// <summary>Null when the order's status allows none of them.</summary>
    public static Step.Command? Next(World world, Step.Onward step)
    {
        var possible = step.Choices.Where(command =>
            Values.At(world.Of("order"), Math.Max(0, command.Target))?.State is Order order && OrderRules.IsOf(order.Status, command.Name)).ToList();
        return Values.At(possible, step.Number);
    }

    private static string TargetOf(World world, string kind, int number) =>
        number < 0 ? new[] { "nobody", "a.b", "00000000-0000-7000-8000-000000000000" }[-number - 1]
        : kind == "customer" ? World.CustomerId(Values.EmailOf(world, number % Values.Emails))
        : Values.At(world.Of(kind), number)?.Id.Text is not { } id ? "nobody"
        : number == 7 ? id.ToUpperInvariant()
        : id;

    private static Gen<Step> Mixed(int menu, int customers, int orders, int onward, int repeats) => Gen.Frequency(
        (menu, CommandsOn("menu-item")),
        (customers, CommandsOn("customer")),
        (orders, CommandsOn("order")),
        (onward, Gen.Select(
            All(Commands.Where(command => Onwards.Contains(command.Name)).Select(command => Command(command.Name, command.Members))), Gen.Int[0, 20],
            (choices, number) => (Step)new Step.Onward(choices, number))),
        (repeats, Gen.Select(Gen.Int[0, 20], Gen.Enum<Change>(), (number, change) => (Step)new Step.Repeat(number, change))),
        (4, Gen.Const((Step)new Step.Read())));

    private static Gen<Step> CommandsOn(string kind) => Gen.Frequency(
    [
        .. Commands.Where(command => Rules.All[command.Name].Kind == kind)
            .Select(command => (command.Often, Command(command.Name, command.Members).Select(step => (Step)step))),
    ]);

    private static Step.Command Rightly(string name, params Func<World, object>[] values) => new(
        name, Target: 0, [.. values.Select(value => (Writing)((world, _) => new Given(JsonSerializer.Serialize(value(world)), value(world))))],
        new By("staff", null), Key: null, Demand.Nothing, Envelope: false);

    private static Gen<Step.Command> Command(string name, Gen<Writing>[] members) => Gen.Select(
        Target, All(members), Callers, Key, Demands, Gen.Frequency((3, false), (1, true)),
        (target, writings, by, key, demand, envelope) => new Step.Command(name, target, writings, by, key, demand, envelope));

    private static Gen<IReadOnlyList<T>> All<T>(IEnumerable<Gen<T>> each) => each.Aggregate(
        Gen.Const<IReadOnlyList<T>>([]),
        (before, next) => Gen.Select(before, next, (all, one) => (IReadOnlyList<T>)[.. all, one]));

    // Few, so that lists by category are long.
    private static Gen<Writing> Category() => Gen.Frequency(
        (6, Gen.OneOf("pizza", "pasta").Select(category => (Writing)((world, _) => new Given($"\"{world.Name} {category}\"", $"{world.Name} {category}")))),
        (3, Values.Text(60, code: null)));
}
