using System.Collections.Frozen;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Menu;
using Restaurant.Actors.Orders;
using Restaurant.Api.Http;
using static Restaurant.Actors.Customers.CustomerCommand;
using static Restaurant.Actors.Menu.MenuCommand;
using static Restaurant.Actors.Orders.OrderCommand;

namespace Restaurant.Api.Commands;

/// <summary>
/// The one list of commands that callers may give, and how each is read from the members of a JSON object. The resources and the
/// envelope of <c>POST /commands</c> use the same readers.
/// </summary>
internal sealed class CommandReaders
{
    private readonly FrozenDictionary<Type, CommandReader> _byType;
    private readonly FrozenDictionary<string, CommandReader> _byName;

    public CommandReaders(HouseRules rules)
    {
        All =
        [
            Checks(body => AddMenuItem.From(body.Text("description"), body.Money("price"), body.Text("category"), rules.Currency)),
            Checks(body => ModifyMenuItem.From(body.Text("description"), body.Money("price"), body.Text("category"), rules.Currency)),
            Checks(body => MakeMenuItemUnavailable.From(body.Text("reason"))),
            Reads(_ => new MakeMenuItemAvailable()),
            Reads(_ => new RemoveMenuItem()),
            Checks(body => SignUpCustomer.From(body.Text("email"))),
            Checks(body => AddAddress.From(body.Text("nickName"), body.Text("location"), addressId: Guid.CreateVersion7().ToString())),
            Reads(body => new RemoveAddress(body.Id("addressId"))),
            Reads(_ => new VerifyCustomer()),
            Reads(_ => new EraseCustomer()),
            Reads(body => new OpenOrder(body.Id("customerId"))),
            Checks(body => AddItemToOrder.From(body.Id("menuItemId"), body.Number("quantity"), orderItemId: Guid.CreateVersion7().ToString())),
            Checks(body => ChangeItemQuantity.From(body.Id("orderItemId"), body.Number("quantity"))),
            Reads(body => new RemoveItemFromOrder(body.Id("orderItemId"))),
            Reads(body => new SetDeliveryAddress(body.Id("addressId"))),
            Reads(_ => new ChoosePickup()),
            Checks(body => SetOrderNote.From(body.GivenText("note"))),
            Reads(body => new PlaceOrder(body.OptionalFlag("acceptPriceChanges") ?? false)),
            Checks(body => CancelOrder.From(body.Text("reason"))),
            Checks(body => AcceptOrder.From(body.Time("promisedAt"))),
            Checks(body => RejectOrder.From(body.Text("reason"))),
            Reads(_ => new StartPreparation()),
            Reads(_ => new MarkOrderReady()),
            Checks(body => DispatchOrder.From(body.Text("courier"))),
            Reads(_ => new CompleteOrder()),
        ];
        _byType = All.ToFrozenDictionary(reader => reader.Command);
        _byName = All.ToFrozenDictionary(reader => DomainCommand.NameOf(reader.Command));
    }

    public IReadOnlyList<CommandReader> All { get; }

    /// <summary>
    /// Two commands as one resource, <c>{available, reason?}</c>. A reason is what the first of them alone has; with the other it is
    /// refused, as it is in the envelope, rather than lost.
    /// </summary>
    public CommandReader MenuItemAvailability { get; } = new(typeof(MenuCommand), body =>
    {
        var (available, reason) = (body.Flag("available"), body.Text("reason"));
        if (!available)
        {
            var (command, errors) = MakeMenuItemUnavailable.From(reason);
            return new Checked<DomainCommand>(command, errors);
        }

        if (!string.IsNullOrWhiteSpace(reason))
        {
            body.Refuse("reason", "must not be given when 'available' is true");
        }

        return new Checked<DomainCommand>(new MakeMenuItemAvailable(), []);
    });

    public CommandReader Of<TCommand>()
        where TCommand : DomainCommand => _byType[typeof(TCommand)];

    /// <summary>Null when there is no command of this name that a caller may give.</summary>
    public CommandReader? Named(string name) => _byName.GetValueOrDefault(name);

    private static CommandReader Checks<TCommand>(Func<Members, Checked<TCommand>> read)
        where TCommand : DomainCommand =>
        new(typeof(TCommand), body =>
        {
            var (command, errors) = read(body);
            return new Checked<DomainCommand>(command, errors);
        });

    private static CommandReader Reads<TCommand>(Func<Members, TCommand> read)
        where TCommand : DomainCommand =>
        new(typeof(TCommand), body => new Checked<DomainCommand>(read(body), []));
}

/// <param name="Command">The type of the command, or what the types of several have in common.</param>
/// <param name="Read">Asks for the command's members and checks its fields. What it makes counts only if the members have no problem.</param>
internal sealed record CommandReader(Type Command, Func<Members, Checked<DomainCommand>> Read)
{
    /// <summary>Whether it begins an aggregate.</summary>
    public bool Creates => Command.IsAssignableTo(typeof(ICreation));

    /// <summary>Whether such a caller may ever give it. Before roles are enforced, only the order's lifecycle looks at the caller.</summary>
    public bool MayBeGivenBy(Caller caller) => !Command.IsSubclassOf(typeof(OrderCommand)) || OrderLifecycle.MayGive(Command, caller.Kind);
}
