using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.Net.Http.Headers;

namespace Restaurant.Api.Http;

/// <summary>
/// Reads the body of a command: one JSON object in UTF-8, <c>application/json</c>, of at most 64 KiB and 16 levels. It is read by
/// hand, since the framework's binding answers without the contract's codes, and differently for each way to be wrong.
/// </summary>
internal static class RequestBody
{
    public const int MostBytes = 64 * 1024;

    private const int MostLevels = 16;
    private const string Name = "The body";

    /// <summary>The members of the object; none when there is no body. What is wrong with the body is the members' problem.</summary>
    public static async Task<Members> ReadAsync(HttpRequest request)
    {
        // What is not there is of no type: some clients name one all the same.
        if (request.ContentLength > 0 && !IsJson(request))
        {
            return Members.None(Name, Problem.UnsupportedMediaType);
        }

        if (request.ContentLength > MostBytes)
        {
            return Members.None(Name, Problem.BodyTooLarge);
        }

        try
        {
            return await ReadBytesAsync(request) switch
            {
                null => Members.None(Name, Problem.BodyTooLarge),
                [] => Members.None(Name, problem: null),
                _ when !IsJson(request) => Members.None(Name, Problem.UnsupportedMediaType),
                var bytes => Parse(bytes),
            };
        }
        catch (IOException)
        {
            // The server's own reader: broken chunks, or a body that ends too early or comes too slowly.
            return Members.None(Name, Problem.Malformed("The body could not be read to its end."));
        }
    }

    /// <summary>All bytes, or null when there are more than are allowed.</summary>
    private static async Task<byte[]?> ReadBytesAsync(HttpRequest request)
    {
        // One byte more than allowed is enough to know, however much a chunked body still holds back.
        var reader = request.BodyReader;
        var read = await reader.ReadAtLeastAsync(MostBytes + 1, request.HttpContext.RequestAborted);
        while (!read.IsCompleted && read.Buffer.Length <= MostBytes)
        {
            // A server that is being stopped breaks off a read that waits; what has come so far is not the body.
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            read = await reader.ReadAtLeastAsync(MostBytes + 1, request.HttpContext.RequestAborted);
        }

        var bytes = read.Buffer.Length > MostBytes ? null : read.Buffer.ToArray();
        reader.AdvanceTo(read.Buffer.End);
        return bytes;
    }

    private static Members Parse(ReadOnlySpan<byte> utf8)
    {
        // The JSON reader looks at structure only, and lets broken UTF-8 pass within texts.
        if (!Utf8.IsValid(utf8))
        {
            return Members.None(Name, Problem.Malformed("The body is not UTF-8."));
        }

        try
        {
            return Members.Of(Name, JsonElement.Parse(utf8, new JsonDocumentOptions { MaxDepth = MostLevels }));
        }
        catch (JsonException broken)
        {
            return Members.None(Name, Problem.Malformed(
                $"The body must be JSON of at most {MostLevels} levels: line {broken.LineNumber + 1}, byte {broken.BytePositionInLine + 1} is not."));
        }
    }

    private static bool IsJson(HttpRequest request) =>
        request.Headers.ContentEncoding.Count == 0
        && MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));
}
