using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Akka.Actor;
using Akka.Configuration;
using Restaurant.Actors;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Customers;
using Restaurant.Actors.Menu;
using Restaurant.Actors.Orders;
using Restaurant.Actors.Serialization;
using static Restaurant.Actors.Customers.CustomerCommand;
using static Restaurant.Actors.Menu.MenuCommand;
using static Restaurant.Actors.Orders.OrderCommand;

namespace Restaurant.Tests.Serialization;

/// <summary>Whatever can cross the wire comes out as it went in.</summary>
public sealed class WireTests : IDisposable
{
    private static readonly DateTimeOffset At = new DateTimeOffset(2026, 11, 25, 2, 36, 50, TimeSpan.Zero).AddMicroseconds(123_456);
    private static readonly CommandHash Hash = new(0x0123456789abcdef, 0xfedcba9876543210);
    private static readonly MenuItemQuote Quote = new("m", 3, "Pizza", 10.00m, "USD", Available: true, At);
    private static readonly MenuItem Item = new("m", "Pizza", 10.00m, "USD", null, Available: true, null, Removed: false, At);

    private static readonly Customer Anna = new(
        "c", new Personal("anna@example.org"), Verified: true, At, [new CustomerAddress("a", "Home", new Personal("1 Main St"))]);

    private static readonly Customer Erased = new("c", Email: null, Verified: false, SignedUpAt: null, Addresses: []);

    private static readonly DeliveryAddress Home = new("a", "Home", new Personal("1 Main St"));

    private static readonly Order Order = new(
        "019ab000-0000-7000-8000-000000000003", "c", CustomerKnown: true, "USD", OrderStatus.Placed,
        [new OrderLine("l", "m", "Pizza", 2, 10.00m, 3, At)], At, At.AddSeconds(1), Home, new Personal("no onions"), At, At, At, At, At, At, At, "Carla", At, "late");

    private static readonly DomainCommand[] Commands =
    [
        new AddMenuItem("Pizza", 10.00m, null),
        new ModifyMenuItem("Pizza", 0.10m, "Dishes"),
        new MakeMenuItemUnavailable("Out of dough"),
        new MakeMenuItemAvailable(),
        new RemoveMenuItem(),
        new SignUpCustomer(new Personal("anna@example.org")),
        new AddAddress("Home", new Personal("1 Main St\nback door")) { AddressId = "a" },
        new RemoveAddress("a"),
        new VerifyCustomer(),
        new EraseCustomer(),
        new OpenOrder("42") { CustomerKnown = true, UnknownCustomerAllowed = true },
        new AddItemToOrder("m", 99) { OrderItemId = "l", Quote = Quote },
        new ChangeItemQuantity("l", 1),
        new RemoveItemFromOrder("l"),
        new SetDeliveryAddress("a") { Address = Home },
        new ChoosePickup(),
        new SetOrderNote(new Personal("no onions")),
        new PlaceOrder(AcceptPriceChanges: true) { CustomerKnown = true, Quotes = [Quote] },
        new CancelOrder("late"),
        new ExpireOrder(),
        new AcceptOrder(At),
        new RejectOrder("late"),
        new TimeOutAcceptance(),
        new StartPreparation(),
        new MarkOrderReady(),
        new DispatchOrder("Carla"),
        new CompleteOrder(),
    ];

    private readonly ActorSystem _system = ActorSystem.Create("wire", ConfigurationFactory.ParseString("akka.loglevel = OFF"));

    public static TheoryData<IWireMessage> Messages => [.. All()];

    private static IWireMessage[] All() =>
    [
        .. Commands.Select(command => new CommandEnvelope(
            "a", command, "key", "correlation", new Caller(CallerKind.Manager, "anna"), Hash, At, new VersionCondition(Any: false, [1, 2]), FactsAsOf: 7)),
        new CommandEnvelope("a", new RemoveMenuItem(), "key", "correlation", Caller.System, Hash, At, WithoutFacts: true),
        .. Samples.Events(),
        new StateQuery("a"),
        Leave.Instance,
        new AggregateSnapshot(Order, At, [new AcceptedCommand("anna", "key", Hash, 1), new AcceptedCommand(null, "other", Hash, 2)]),
        new AggregateSnapshot(Item, At, []),
        new AggregateSnapshot(Anna, At, []),
        new AggregateSnapshot(Erased, At, []),
        new Reply.Accepted(Samples.Events().Last(), Order),
        new Reply.Accepted(Samples.Events().Last(), Order, IsReplay: true),
        new Reply.Replayed(3),
        new Reply.Refused(OrderRefusals.PriceChanged([new OrderRefusals.RefusedLine("l", "m", 10.00m, 10.50m)])),
        new Reply.Refused(Refusals.NotFound),
        new Reply.Refused(new Refusal("ADDRESS_NOT_FOUND", "Address not found.", Addressed: true)),
        new Reply.NotDue(),
        new Reply.NotDue(TimeSpan.FromMicroseconds(1_500_001)),
        new Reply.FactsStale(4),
        new Reply.FactsNeeded(),
        new Reply.Expired(),
        new Reply.Unavailable("The journal failed."),
        new Reply.Present(0, null),
        new Reply.Present(5, Order),
        new Reply.Present(5, Item),
        new Reply.Present(5, Anna),
        new Reply.Present(6, Erased),
    ];

    public void Dispose() => _system.Dispose();

    [Theory]
    [InlineData("commandId")]
    [InlineData("hash")]
    [InlineData("version")]
    public void A_snapshot_whose_commands_lack_something_cannot_be_read(string member)
    {
        var serializer = new RestaurantSerializer((ExtendedActorSystem)_system);
        var snapshot = new AggregateSnapshot(Order, At, [new AcceptedCommand("anna", "key", Hash, 1)]);
        var damaged = JsonNode.Parse(serializer.ToBinary(snapshot))!;
        Assert.True(damaged["commands"]![0]!.AsObject().Remove(member));

        Assert.Throws<JsonException>(() => serializer.FromBinary(JsonSerializer.SerializeToUtf8Bytes(damaged), serializer.Manifest(snapshot)));
    }

    [Fact]
    public void A_command_of_a_node_that_does_not_know_the_newest_members_can_be_read()
    {
        var serializer = new RestaurantSerializer((ExtendedActorSystem)_system);
        var envelope = new CommandEnvelope("a", new RemoveMenuItem(), "key", "correlation", Caller.System, Hash, At);
        var older = JsonNode.Parse(serializer.ToBinary(envelope))!.AsObject();
        Assert.True(older.Remove("withoutFacts"));

        var read = serializer.FromBinary(Encoding.UTF8.GetBytes(older.ToJsonString()), serializer.Manifest(envelope));

        Assert.Equal(envelope, read);
    }

    [Fact]
    public void A_node_of_an_earlier_version_says_that_a_command_is_not_due_and_not_for_how_long() =>
        Assert.Equal(new Reply.NotDue(), new RestaurantSerializer((ExtendedActorSystem)_system).FromBinary([], "message/not-due"));

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_comes_out_as_it_went_in(IWireMessage message)
    {
        var serializer = new RestaurantSerializer((ExtendedActorSystem)_system);

        var read = serializer.FromBinary(serializer.ToBinary(message), serializer.Manifest(message));

        Assert.IsType(message.GetType(), read);
        Assert.Equal(Text(message), Text(read));
    }

    [Fact]
    public void Each_message_and_each_command_is_among_the_samples()
    {
        var messages = typeof(IWireMessage).Assembly.GetTypes().Where(type => type is { IsAbstract: false } && type.IsAssignableTo(typeof(IWireMessage)));

        Assert.Empty(messages.Except(All().Select(message => message.GetType())));
        Assert.Empty(Catalog.All.SelectMany(aggregate => aggregate.Commands).Except(Commands.Select(command => command.GetType())));
    }

    [Fact]
    public void An_unknown_message_and_a_snapshot_of_another_form_are_refused()
    {
        var serializer = new RestaurantSerializer((ExtendedActorSystem)_system);

        Assert.ThrowsAny<Exception>(() => serializer.FromBinary("{}"u8.ToArray(), "message/unknown"));
        Assert.ThrowsAny<Exception>(() => serializer.FromBinary("{}"u8.ToArray(), "snapshot/menu-item:2"));
        Assert.ThrowsAny<Exception>(() => serializer.Manifest("a text"));
    }

    // By reflection and not by the product's own metadata: all members, scales of money, and personal texts.
    private static string Text(object message) => JsonSerializer.Serialize(message, message.GetType(), Whole);

    private static readonly JsonSerializerOptions Whole = new() { Converters = { new ByActualType<DomainCommand>(), new ByActualType<DomainEvent>(), new ByActualType<AggregateState>() } };

    private sealed class ByActualType<T> : System.Text.Json.Serialization.JsonConverter<T>
        where T : class
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => JsonSerializer.Serialize(writer, (object)value, options);
    }
}
