using Restaurant.Actors.Persistence;

namespace Restaurant.Tests.Projections;

public sealed class RowColumnsTests
{
    [Fact]
    public void Columns_are_the_properties_in_their_order_and_have_the_values_of_all_rows()
    {
        var columns = RowColumns<Counted>.All;

        Assert.Equal(["menu_item_id", "nick_name", "ordered", "place", "is_open"], columns.Select(column => column.Name));
        Counted[] rows = [new("a", null, 1, 7, IsOpen: true), new("b", "'b\"", null, 8, IsOpen: false)];
        Assert.Equal(
            [(string?[])["a", "b"], (string?[])[null, "'b\""], (long?[])[1, null], (int[])[7, 8], (bool[])[true, false]],
            columns.Select(column => column.Values(rows)));
    }

    [Fact]
    public void A_property_that_no_column_can_hold_is_named()
    {
        var failure = Assert.ThrowsAny<Exception>(() => RowColumns<Priced>.All);

        Assert.Equal("There is no type of a column for System.Decimal.", failure.GetBaseException().Message);
    }

    private sealed record Counted(string MenuItemId, string? NickName, long? Ordered, int Place, bool IsOpen);

    private sealed record Priced(decimal Price);
}
