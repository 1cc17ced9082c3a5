using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Gateway;
using Restaurant.Benchmarks.Bench;
using static Restaurant.Actors.Customers.CustomerCommand;
using static Restaurant.Actors.Menu.MenuCommand;
using static Restaurant.Actors.Orders.OrderCommand;

namespace Restaurant.Benchmarks.Nodes;

/// <summary>Orders as a waiter takes them: by the node's gateway, as every request does. What is not accepted ends the measurement.</summary>
internal sealed class OrderDesk
{
    private const int Dishes = 50;

    private static readonly Caller Staff = new(CallerKind.Staff);

    private readonly CommandGateway _gateway;
    private readonly string[] _menu;
    private readonly string _customer;

    private OrderDesk(CommandGateway gateway, string[] menu, string customer) => (_gateway, _menu, _customer) = (gateway, menu, customer);

    /// <summary>Whose orders they are.</summary>
    public string Customer => _customer;

    /// <summary>With a menu and a customer of its own.</summary>
    public static async Task<OrderDesk> OpenAsync(CommandGateway gateway)
    {
        var menu = await Task.WhenAll(Enumerable.Range(1, Dishes).Select(async dish => (await DoneAsync(gateway, new AddMenuItem($"Pizza number {dish}", 10m + dish, "Pizza"), aggregate: null)).Event.AggregateId));
        var customer = await DoneAsync(gateway, new SignUpCustomer(new Personal($"{Guid.CreateVersion7():N}@example.org")), aggregate: null);
        return new OrderDesk(gateway, menu, customer.Event.AggregateId);
    }

    /// <summary>Gives a command of any kind.</summary>
    /// <param name="order">Null for one that begins an order.</param>
    public Task<Outcome.Done> DoAsync(DomainCommand command, string? order) => DoneAsync(_gateway, command, order);

    /// <returns>The order's id.</returns>
    public async Task<string> OpenAsync() => (await DoneAsync(_gateway, new OpenOrder(_customer), aggregate: null)).Event.AggregateId;

    /// <returns>The order's version with the line.</returns>
    public async Task<long> AddAsync(string order) => (await DoneAsync(_gateway, Item(), order)).Event.Version;

    /// <summary>An order from its beginning until the kitchen has it: five events.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> TakeAsync()
    {
        var order = await OpenAsync();
        for (var line = 0; line < 3; line++)
        {
            await AddAsync(order);
        }

        await DoAsync(new PlaceOrder(AcceptPriceChanges: false), order);
        return order;
    }

    /// <summary>Asks an order for what it refuses, which it must know itself to do so; nothing is stored.</summary>
    /// <returns>The code of the refusal.</returns>
    public Task<string> AskAsync(string order) => AskAsync(_gateway, order);

    /// <inheritdoc cref="AskAsync(string)"/>
    public static async Task<string> AskAsync(CommandGateway gateway, string order) =>
        await SendAsync(gateway, new RemoveItemFromOrder("nothing"), order) is Outcome.Refused refused ? refused.Refusal.Code
            : throw new MeasuringException($"The order {order} has taken back a line that it never had.");

    private static async Task<Outcome.Done> DoneAsync(CommandGateway gateway, DomainCommand command, string? aggregate) =>
        await SendAsync(gateway, command, aggregate) switch
        {
            Outcome.Done done => done,
            var other => throw new MeasuringException($"{command.GetType().Name} was not accepted: {other}"),
        };

    private static Task<Outcome> SendAsync(CommandGateway gateway, DomainCommand command, string? aggregate) =>
        gateway.SendAsync(Request(command, aggregate), CancellationToken.None);

    private static CommandRequest Request(DomainCommand command, string? aggregate) => new(command, aggregate, Staff, IdempotencyKey: null, CorrelationId: "benchmark");

    private AddItemToOrder Item() => new(_menu[Random.Shared.Next(Dishes)], Quantity: 2) { OrderItemId = Guid.CreateVersion7().ToString() };
}
