using Microsoft.AspNetCore.Http;
using Restaurant.Api.Http;

namespace Restaurant.Tests.Http;

/// <summary>What a client cannot show: how much of a body is read.</summary>
public sealed class RequestBodyTests
{
    [Fact]
    public async Task A_body_that_never_ends_is_not_read_further_than_the_limit()
    {
        var endless = new EndlessStream();
        var http = new DefaultHttpContext();
        http.Request.Body = endless;
        http.Request.ContentType = "application/json";

        Assert.Equal("BODY_TOO_LARGE", (await RequestBody.ReadAsync(http.Request)).Problem?.Code);
        Assert.InRange(endless.Delivered, RequestBody.MostBytes, 4 * RequestBody.MostBytes);
    }

    private sealed class EndlessStream : Stream
    {
        public long Delivered { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Deliver(buffer.AsSpan(offset, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Deliver(buffer.Span));

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private int Deliver(Span<byte> buffer)
        {
            buffer.Fill((byte)'[');
            Delivered += buffer.Length;
            return buffer.Length;
        }
    }
}
