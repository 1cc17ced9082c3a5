using Restaurant.Actors;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Customers;
using Restaurant.Actors.Menu;
using Restaurant.Actors.Orders;
using static Restaurant.Actors.Customers.CustomerCommand;
using static Restaurant.Actors.Menu.MenuCommand;
using static Restaurant.Actors.Orders.OrderCommand;

namespace Restaurant.Tests.Domain;

/// <summary>What commands say that they are refused with is what their deciders refuse them with: no code more and none less.</summary>
public sealed class RefusedWithTests
{
    private const string OrderId = "019aa000-0000-7000-8000-000000000001";

    private static readonly DateTimeOffset Now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);
    private static readonly HouseRules Rules = new(Currency.Known["USD"], TimeSpan.FromHours(1), TimeSpan.FromMinutes(15), TimeSpan.FromDays(1));

    public static TheoryData<string> Commands => [.. Catalog.All.SelectMany(aggregate => aggregate.Commands).Select(DomainCommand.NameOf)];

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_command_is_refused_with_the_codes_that_it_names(string name)
    {
        var aggregate = Catalog.All.Single(each => each.Commands.Any(command => DomainCommand.NameOf(command) == name));
        var variants = Variants.Where(command => DomainCommand.NameOf(command.GetType()) == name).ToList();
        Assert.NotEmpty(variants);

        var refused =
            from command in variants
            from state in States.Where(state => state.GetType() == aggregate.State)
            where command is not ICreation || IsNamedByItsContents(command)
            from kind in Enum.GetValues<CallerKind>()
            where command is not OrderCommand || OrderLifecycle.MayGive(command.GetType(), kind)
            from version in (long[])[7, 1_000]
            select aggregate.Decide(state, command, new Circumstances("id", new Caller(kind), Now, version, Rules));
        var refusedAtFirst = variants.OfType<ICreation>().Select(command =>
            aggregate.Decide(null, (DomainCommand)command, new Circumstances("id", new Caller(CallerKind.Staff), Now, 0, Rules)));

        Assert.Equal(
            refused.Concat(refusedAtFirst).OfType<Decision.Refuse>().Select(decision => decision.Refusal.Code).Distinct().Order(StringComparer.Ordinal),
            DomainCommand.RefusalsOf(variants[0].GetType()).Order(StringComparer.Ordinal));
    }

    // All other new aggregates have ids of their own, and meet none that is there.
    private static bool IsNamedByItsContents(DomainCommand command) => command is SignUpCustomer;

    private static IEnumerable<AggregateState> States =>
    [
        new MenuItem("id", "Peperoni", 10.00m, "USD", null, Available: true, null, Removed: false, Now),
        new MenuItem("id", "Peperoni", 10.00m, "USD", null, Available: true, null, Removed: true, Now),
        new Customer("id", new Personal("anna@example.org"), Verified: false, Now, [Address(0)]),
        new Customer("id", new Personal("anna@example.org"), Verified: false, Now, [.. Enumerable.Range(0, CustomerDecider.MostAddresses).Select(Address)]),
        .. from status in Enum.GetValues<OrderStatus>()
           from address in (DeliveryAddress?[])[null, new DeliveryAddress("home", "Home", new Personal("1 Main Street"))]
           from lines in (IReadOnlyList<OrderLine>[])[[], [Line(0)], [.. Enumerable.Range(0, OrderDecider.MostLines).Select(Line)]]
           select new Order(OrderId, "anna", CustomerKnown: true, "USD", status, lines, Now.AddDays(-1), Now, Address: address, PlacedAt: Now.AddHours(-1), AcceptBy: Now.AddHours(1)),
    ];

    /// <summary>Each command with every kind of facts and of references to what the aggregate holds.</summary>
    private static IEnumerable<DomainCommand> Variants =>
    [
        new AddMenuItem("Peperoni", 10.00m, null), new ModifyMenuItem("Peperoni", 10.00m, null), new RemoveMenuItem(),
        new MakeMenuItemUnavailable(null), new MakeMenuItemAvailable(),
        new SignUpCustomer(new Personal("anna@example.org")), new VerifyCustomer(), new EraseCustomer(),
        new AddAddress("Place 0", new Personal("x")) { AddressId = "new" }, new AddAddress("Office", new Personal("x")) { AddressId = "new" },
        new RemoveAddress("address-0"), new RemoveAddress("other"),
        new OpenOrder("anna") { CustomerKnown = false }, new OpenOrder("anna") { CustomerKnown = true },
        .. new[] { null, Quote(10.00m), Quote(99_999.99m), Quote(10.00m) with { Available = false } }.Select(quote => new AddItemToOrder("item", 99) { OrderItemId = "new", Quote = quote }),
        new ChangeItemQuantity("line-0", 1), new ChangeItemQuantity("line-0", 99), new ChangeItemQuantity("other", 1),
        new RemoveItemFromOrder("line-0"), new RemoveItemFromOrder("other"),
        .. from known in (bool[])[true, false]
           from accepted in (bool[])[true, false]
           from quote in (MenuItemQuote[])[Quote(40_000.00m), Quote(99_999.99m), Quote(10.00m) with { Available = false }]
           select new PlaceOrder(accepted) { CustomerKnown = known, Quotes = [quote] },
        new SetDeliveryAddress("home"), new SetDeliveryAddress("home") { Address = new DeliveryAddress("home", "Home", new Personal("x")) }, new ChoosePickup(), new SetOrderNote(null),
        new CancelOrder(null), new CancelOrder("reason"), new ExpireOrder(), new TimeOutAcceptance(),
        new AcceptOrder(Now.AddMinutes(30)), new AcceptOrder(Now), new RejectOrder("reason"),
        new StartPreparation(), new MarkOrderReady(), new DispatchOrder(null), new CompleteOrder(),
    ];

    private static CustomerAddress Address(int place) => new($"address-{place}", $"Place {place}", new Personal("x"));

    private static OrderLine Line(int place) => new($"line-{place}", "item", "Peperoni", 1, 15_000.00m, 1, QuotedAt: Now.AddHours(-2));

    private static MenuItemQuote Quote(decimal price) => new("item", 1, "Peperoni", price, "USD", Available: true, Now);
}
