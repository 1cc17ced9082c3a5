using System.Reflection;
using System.Text;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Customers;
using Restaurant.Actors.Menu;
using Restaurant.Actors.Orders;

namespace Restaurant.Tests.Domain;

/// <summary>The hash is stored with every event, so it must never change.</summary>
public class CommandHashTests
{
    private static readonly byte[] Key = Encoding.UTF8.GetBytes("secret");

    public static TheoryData<string> Commands => [.. Samples.Commands.Select(command => DomainCommand.NameOf(command.GetType()))];

    /// <summary>By Python: <c>hmac.new(b'secret', b'10:placeOrder,5:false,', 'sha256').digest()[:16].hex()</c>.</summary>
    [Fact]
    public void The_hash_is_the_one_that_other_programs_compute()
    {
        Assert.Equal("237bc3d9252f24c58182878faead32b1", Of(new OrderCommand.PlaceOrder(AcceptPriceChanges: false)));
        Assert.Equal("4a9b23abc58c1b47de721a76ccc447db", Of(new MenuCommand.RemoveMenuItem()));
        Assert.Equal("7480d3dbd274d33b6caf0491f9963e0c", Of(new OrderCommand.AddItemToOrder("pizza", 2) { OrderItemId = "line-1" }));
        Assert.Equal("791e028db771abff5184c193c8df7009", Of(new CustomerCommand.AddAddress("Home", new Personal("1 Main St\nback door")) { AddressId = "home" }));
        Assert.Equal("746fbba1a2f6719ea40df233fa410e67", Of(new CustomerCommand.EraseCustomer()));
        Assert.Equal("3d84e4643ca322ee4a8b8dd73c5d5159", Of(new MenuCommand.MakeMenuItemUnavailable(Reason: null)));
        Assert.Equal("81773fc29124a054875014ffcf0fc13e", Of(new CustomerCommand.SignUpCustomer(new Personal("anna@example.org"))));
    }

    [Fact]
    public void Lengths_are_in_bytes_and_the_key_may_be_empty()
    {
        var command = new MenuCommand.AddMenuItem("Crème brûlée 🍮", 10.00m, Category: null);

        Assert.Equal("5baefae3963cb7894e6803fa6546c7f4", Of(command));
        Assert.Equal("90d2c7ffb65db54908257e3e7c85a6eb", $"{CommandHash.Of(command, key: [])}");
    }

    [Fact]
    public void The_same_command_written_in_another_way_has_the_same_hash()
    {
        var usd = Currency.Known["USD"];

        Assert.Equal(
            Of(MenuCommand.AddMenuItem.From("Pizza", "10.00", "Mains", usd).Command!),
            Of(MenuCommand.AddMenuItem.From(" Pizza ", "1e1", "Mains\n", usd).Command!));
        Assert.Equal(
            Of(OrderCommand.AddItemToOrder.From("pizza", "2", "line-1").Command!),
            Of(OrderCommand.AddItemToOrder.From("pizza", "2.0", "line-2").Command!));
        Assert.Equal(Of(new OrderCommand.RemoveItemFromOrder(SampleOrder.Id)), Of(new OrderCommand.RemoveItemFromOrder(SampleOrder.Id.ToUpperInvariant())));
        Assert.Equal(Of(OrderCommand.CancelOrder.From("  ").Command!), Of(OrderCommand.CancelOrder.From(null).Command!));
        Assert.Equal(Of(OrderCommand.SetOrderNote.From(" ").Command!), Of(new OrderCommand.SetOrderNote(null)));
        Assert.Equal(
            Of(OrderCommand.AcceptOrder.From("2026-11-25T18:00:00Z").Command!),
            Of(OrderCommand.AcceptOrder.From(" 2026-11-25T20:00:00.0000001+02:00 ").Command!));
    }

    [Fact]
    public void Fields_do_not_run_into_each_other()
    {
        MenuCommand[] alike =
        [
            new MenuCommand.AddMenuItem("Pizza", 1.00m, null),
            new MenuCommand.AddMenuItem("Pizza", 1.00m, "-"),
            new MenuCommand.AddMenuItem("Pizza,4:1.00", 1.00m, null),
            new MenuCommand.AddMenuItem("Pizza", 1.00m, "4:1.00,"),
            new MenuCommand.AddMenuItem("Piz", 1.00m, "za"),
            new MenuCommand.AddMenuItem("Pizza", 11.00m, null),
            new MenuCommand.ModifyMenuItem("Pizza", 1.00m, null),
        ];

        Assert.Distinct(alike.Select(Of));
    }

    /// <summary>A caller's fields are the positional members of a command.</summary>
    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_field_of_the_caller_counts(string name)
    {
        var command = Samples.Commands.Single(command => DomainCommand.NameOf(command.GetType()) == name);

        Assert.Equal(FieldsOf(command.GetType()).Count(), command.Fields().Count);
        Assert.All(FieldsOf(command.GetType()), field => Assert.NotEqual(Of(command), Of(With(command, field, Another))));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Facts_and_minted_ids_do_not_count(string name)
    {
        var command = Samples.Commands.Single(command => DomainCommand.NameOf(command.GetType()) == name);

        Assert.All(AddedTo(command.GetType()), property => Assert.Equal(Of(command), Of(With(command, property.Name, Another))));
    }

    [Fact]
    public void Nobody_without_the_key_can_tell_a_command_from_its_hash() =>
        Assert.NotEqual(Of(new MenuCommand.RemoveMenuItem()), $"{CommandHash.Of(new MenuCommand.RemoveMenuItem(), "another"u8)}");

    private static string Of(DomainCommand command) => $"{CommandHash.Of(command, Key)}";

    // Positional members go through the constructor, which brings them into their normal form; the others are set.
    private static DomainCommand With(DomainCommand command, string member, Func<object?, object?> change)
    {
        object? ValueOf(string name)
        {
            var value = command.GetType().GetProperty(name)!.GetValue(command);
            return name == member ? change(value) : value;
        }

        var constructor = command.GetType().GetConstructors().Single();
        var copy = (DomainCommand)constructor.Invoke([.. constructor.GetParameters().Select(parameter => ValueOf(parameter.Name!))]);
        foreach (var property in AddedTo(command.GetType()))
        {
            property.SetValue(copy, ValueOf(property.Name));
        }

        Assert.NotEqual(command, copy);
        return copy;
    }

    private static IEnumerable<string> FieldsOf(Type command) =>
        command.GetConstructors().Single().GetParameters().Select(parameter => parameter.Name!);

    private static IEnumerable<PropertyInfo> AddedTo(Type command) =>
        command.GetProperties().Where(property => property.CanWrite && !FieldsOf(command).Contains(property.Name));

    private static object? Another(object? value) => value switch
    {
        string text => text + "x",
        int number => number + 1,
        decimal amount => amount + 0.01m,
        bool flag => !flag,
        DateTimeOffset time => time.AddMicroseconds(1),
        Personal personal => new Personal(personal.Text + "x"),
        DeliveryAddress address => address with { NickName = address.NickName + "x" },
        MenuItemQuote quote => quote with { Price = quote.Price + 1m },
        IReadOnlyList<MenuItemQuote> quotes => quotes.Skip(1).ToList(),
        _ => throw new ArgumentOutOfRangeException(nameof(value), value, "Say how another one looks."),
    };
}
