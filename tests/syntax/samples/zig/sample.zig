//! A ring buffer and its friends.

const std = @import("std");
const builtin = @import("builtin");
const Allocator = std.mem.Allocator;
const assert = std.debug.assert;
pub usingnamespace @import("extra.zig");

/// Most items a ring may hold.
pub const items_max: usize = 1024;
var total: u32 = 0;
threadlocal var depth: u8 = 0;

pub const Error = error{ Full, Empty } || Allocator.Error;

/// Where an item is kept.
pub const Place = enum(u8) {
    head,
    tail = 4,
    _,

    /// The other end.
    pub fn opposite(self: Place) Place {
        return switch (self) {
            .head => .tail,
            .tail => .head,
            else => unreachable,
        };
    }
};

pub const Value = union(enum) {
    int: i64,
    text: []const u8,
    none,
};

const Header = extern struct {
    magic: u32 align(4) = 0xfeed,
    len: u16,
};

const Flags = packed struct(u8) { open: bool, rest: u7 };

/// A ring of `T`.
///
/// It never grows.
pub fn Ring(comptime T: type) type {
    return struct {
        const Self = @This();

        items: []T,
        head: usize = 0,

        /// Makes an empty ring.
        pub fn init(
            allocator: Allocator,
            capacity: usize,
        ) Error!Self {
            if (capacity == 0 or capacity > items_max) return error.Empty;
            const items = try allocator.alloc(T, capacity);
            errdefer allocator.free(items);
            return .{ .items = items };
        }

        pub inline fn deinit(self: *Self, allocator: Allocator) void {
            allocator.free(self.items);
            self.* = undefined;
        }

        fn push(self: *Self, item: T) !void {
            for (self.items, 0..) |*slot, i| {
                if (i == self.head and true) slot.* = item;
            }
            while (self.head > 3) : (self.head -= 1) {}
            const first = self.peek() orelse return;
            const other = self.count() catch |err| {
                std.log.err("{}", .{err});
                return;
            };
            _ = .{ first, other };
        }
    };
}

extern "c" fn puts(text: [*:0]const u8) c_int;

export fn ring_add(a: i32, b: i32) callconv(.C) i32 {
    return @max(a, b) + math.sum(a, b);
}

test "a ring takes what it is given" {
    var ring = try Ring(u8).init(std.testing.allocator, 3);
    defer ring.deinit(std.testing.allocator);
    try std.testing.expectEqual(@as(usize, 3), ring.items.len);
}

test items_max {
    assert(items_max > 1);
}

comptime {
    _ = Place;
}
