using System.Buffers.Text;
using System.Text;

namespace Restaurant.Projections.ReadModel;

/// <summary>
/// A place in a list: behind the row with this sort key and id. It stays a place when that row, or any other, comes or goes.
/// </summary>
/// <param name="Order">The order of the list that it belongs to, such as <c>-price</c>.</param>
/// <param name="Key">The row's value in the column that the list is sorted by.</param>
/// <param name="Id">Tells rows with the same key apart.</param>
public sealed record Cursor(string Order, string Key, string Id)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static bool TryRead(string text, out Cursor cursor)
    {
        cursor = default!;
        try
        {
            // The key comes last: it may hold any character.
            if (Utf8.GetString(Base64Url.DecodeFromChars(text)).Split('\n', 3) is not [var order, var id, var key])
            {
                return false;
            }

            cursor = new Cursor(order, key, id);
            return true;
        }
        catch (Exception malformed) when (malformed is FormatException or ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Opaque text for a URL.</summary>
    public override string ToString() => Base64Url.EncodeToString(Utf8.GetBytes($"{Order}\n{Id}\n{Key}"));

    /// <exception cref="CursorMismatchException">It belongs to another list, or to another order of this one.</exception>
    internal static void Demand(Cursor? cursor, string order)
    {
        if (cursor is not null && cursor.Order != order)
        {
            throw new CursorMismatchException();
        }
    }
}

/// <summary>A cursor was used with another list, or another order, than the one that it was made for.</summary>
public sealed class CursorMismatchException() : Exception("The cursor belongs to another list or another order.");
