using Restaurant.Projections.ReadModel;

namespace Restaurant.Tests.Projections;

public sealed class CursorTests
{
    [Theory]
    [InlineData("")]
    [InlineData("!")]
    [InlineData("YQ")]
    [InlineData("YQpi")]
    [InlineData("_w")]
    public void What_is_no_cursor_is_not_read_as_one(string text) => Assert.False(Cursor.TryRead(text, out _));

    [Fact]
    public void A_cursor_survives_any_key()
    {
        var cursor = new Cursor("description", "Peperoni \"ä\"\n\n+/=", "id");

        Assert.True(Cursor.TryRead(cursor.ToString(), out var read));
        Assert.Equal(cursor, read);
        Assert.Matches("^[A-Za-z0-9_-]+$", cursor.ToString());
    }
}
