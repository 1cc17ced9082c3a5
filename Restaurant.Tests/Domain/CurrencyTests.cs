using System.Globalization;
using Restaurant.Actors.Aggregates;

namespace Restaurant.Tests.Domain;

public class CurrencyTests
{
    [Fact]
    public void Every_currency_goes_to_its_smallest_unit_and_back() => Assert.All(Currency.Known.Values, currency =>
    {
        var smallest = currency.FromMinor(1);

        Assert.Equal(currency.Scale, smallest.Scale);
        Assert.Equal(1, currency.ToMinor(smallest));
        Assert.Equal(123_456, currency.ToMinor(currency.FromMinor(123_456)));
        Assert.Equal(currency, Currency.Known[currency.Code]);
    });

    [Theory]
    [InlineData("JPY", "10")]
    [InlineData("USD", "10.00")]
    [InlineData("BHD", "10.000")]
    public void An_amount_has_exactly_the_decimals_of_its_currency(string code, string expected)
    {
        var currency = Currency.Known[code];

        Assert.Equal(expected, currency.Scaled(10m).ToString(CultureInfo.InvariantCulture));
        Assert.Equal(expected, currency.Scaled(10.0000m).ToString(CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("JPY", 0.5)]
    [InlineData("USD", 0.005)]
    [InlineData("BHD", 0.0005)]
    public void An_amount_with_more_decimals_is_a_fault(string code, double amount) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Currency.Known[code].Scaled((decimal)amount));
}
