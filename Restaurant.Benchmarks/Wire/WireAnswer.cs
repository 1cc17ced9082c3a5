using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Restaurant.Benchmarks.Bench;

namespace Restaurant.Benchmarks.Wire;

/// <summary>An answer as it came over the wire. It lies in its connection's memory, and is to be read before the next one comes.</summary>
internal readonly record struct WireAnswer(int Status, ReadOnlyMemory<byte> Bytes)
{
    private const int StatusAt = 9;

    private static ReadOnlySpan<byte> EndOfHead => "\r\n\r\n"u8;

    public override string ToString() => Encoding.UTF8.GetString(Bytes.Span);

    public bool Contains(ReadOnlySpan<byte> text) => Bytes.Span.IndexOf(text) >= 0;

    /// <summary>What comes behind the last slash of the header Location: an id.</summary>
    /// <exception cref="MeasuringException">There is none.</exception>
    public string IdOfWhatWasMade()
    {
        var location = Header(Bytes.Span, "\r\nLocation: "u8);
        return location.LastIndexOf((byte)'/') is var slash && slash >= 0 ? Encoding.ASCII.GetString(location[(slash + 1)..]) : throw new MeasuringException($"This answer names nothing that was made: {this}");
    }

    /// <summary>Whether what has come so far is a whole answer.</summary>
    /// <exception cref="MeasuringException">It is none that can be read.</exception>
    public static bool TryRead(ReadOnlyMemory<byte> bytes, out WireAnswer answer)
    {
        answer = default;
        var head = bytes.Span.IndexOf(EndOfHead);
        if (head < 0)
        {
            return false;
        }

        // With the line break, by which the last of its headers ends as the others do.
        var headers = bytes.Span[..(head + 2)];
        var body = bytes.Span[(head + EndOfHead.Length)..];
        answer = Utf8Parser.TryParse(headers[StatusAt..], out int code, out _) ? new WireAnswer(code, bytes) : throw Odd(bytes);
        return Utf8Parser.TryParse(Header(headers, "\r\nContent-Length: "u8), out int length, out _) ? body.Length == length
            : headers.IndexOf("\r\nTransfer-Encoding: chunked\r\n"u8) >= 0 ? HasLastChunk(body)
            : throw Odd(bytes);
    }

    private static bool HasLastChunk(ReadOnlySpan<byte> body)
    {
        while (body.IndexOf("\r\n"u8) is var line && line >= 0)
        {
            var size = int.Parse(body[..line], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            // Each chunk ends with a line break as well, also the one that is empty.
            var next = line + 2 + size + 2;
            if (size == 0 || body.Length < next)
            {
                return size == 0 && body.Length >= next;
            }

            body = body[next..];
        }

        return false;
    }

    // Empty when it is not there.
    private static ReadOnlySpan<byte> Header(ReadOnlySpan<byte> headers, ReadOnlySpan<byte> name) =>
        headers.IndexOf(name) is var at && at >= 0 && headers[(at + name.Length)..] is var value ? value[..value.IndexOf("\r\n"u8)] : [];

    private static MeasuringException Odd(ReadOnlyMemory<byte> bytes) => new($"This is no answer: {Encoding.UTF8.GetString(bytes.Span)}");
}
