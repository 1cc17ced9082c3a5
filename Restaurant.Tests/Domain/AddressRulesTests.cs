using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Customers;
using static Restaurant.Actors.Customers.CustomerCommand;

namespace Restaurant.Tests.Domain;

/// <summary>An address: a nickname and a location, both of them present.</summary>
public class AddressRulesTests
{
    private static readonly FieldError NoNickName = new("nickName", "ADDRESS_INCOMPLETE", "Address must have a nickname.");
    private static readonly FieldError NoLocation = new("location", "ADDRESS_INCOMPLETE", "Address must have a location.");

    [Fact]
    public void An_address_is_trimmed_and_has_the_id_that_was_minted_for_it()
    {
        var address = AddAddress.From(" Home\n", "\n1 Main St\nback door ", "a-1").Command!;

        Assert.Equal(new AddAddress("Home", new Personal("1 Main St\nback door")) { AddressId = "a-1" }, address);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \t\r\n\u00a0")]
    public void What_is_missing_is_said_of_both_together(string? missing)
    {
        Assert.Equal([NoNickName, NoLocation], AddAddress.From(missing, missing, "a").Errors);
        Assert.Equal([NoNickName], AddAddress.From(missing, "1 Main St", "a").Errors);
        Assert.Equal([NoLocation], AddAddress.From("Home", missing, "a").Errors);
    }

    [Fact]
    public void A_nickname_has_at_most_60_characters_and_a_location_300()
    {
        Assert.Empty(AddAddress.From(Pizzas(60), Pizzas(300), "a").Errors);
        Assert.Equal(
            [
                new FieldError("nickName", "TEXT_TOO_LONG", "nickName must have at most 60 characters."),
                new FieldError("location", "TEXT_TOO_LONG", "location must have at most 300 characters."),
            ],
            AddAddress.From(Pizzas(61), Pizzas(301), "a").Errors);
    }

    [Theory]
    [InlineData("a\tb")]
    [InlineData("a\r\nb")]
    [InlineData("a\0b")]
    public void Neither_has_control_characters(string text) => Assert.Equal(
        ["nickName TEXT_INVALID", "location TEXT_INVALID"], AddAddress.From(text, text, "a").Errors.Select(error => $"{error.Field} {error.Code}"));

    [Fact]
    public void Only_a_location_has_several_lines() =>
        Assert.Equal("nickName", Assert.Single(AddAddress.From("a\nb", "a\nb", "a").Errors).Field);

    private static string Pizzas(int count) => string.Concat(Enumerable.Repeat("🍕", count));
}
