# frozen_string_literal: true

require "json"
require_relative "../lib/money"

# Everything a small warehouse needs.
module Warehouse
  # Most shelves a warehouse may hold.
  SHELVES_MAX = 40

  # Raised when a shelf has no room left.
  class FullShelfError < StandardError; end

  Point = Struct.new(:x, :y) do
    # Straight distance to the other point.
    def distance_to(other)
      Math.sqrt((x - other.x)**2 + (y - other.y)**2)
    end
  end

  module Countable
    def self.included(base)
      base.extend(ClassMethods)
    end

    module ClassMethods
      def counted(*names)
        names.each { |name| define_method("#{name}_count") { public_send(name).size } }
      end
    end
  end

  # A shelf of boxes.
  #
  # It keeps them in the order they came.
  class Shelf < Base::Furniture
    include Countable
    include Enumerable

    attr_reader :boxes, :label
    attr_accessor :owner

    alias_method :name, :label
    alias size length

    class << self
      # Builds a shelf out of parsed JSON.
      def from_json(text, limit: SHELVES_MAX)
        new(JSON.parse(text), limit: limit)
      end

      attr_writer :default_limit

      private

      def secret = 42
    end

    def self.empty
      new([], limit: 0)
    end

    def initialize(boxes, limit:, **options, &block)
      super()
      @boxes = boxes
      @limit = limit
      @listener = block || ->(box) { Warehouse::Log.debug(box) }
    end

    # Puts a box on the shelf.
    def <<(box)
      raise FullShelfError, "no room" if full? && !box.nil?

      @boxes << box
      self
    end

    def [](index) = @boxes[index]

    def owner=(person)
      @owner = person
    end

    def full?
      return false unless @limit
      return true if @limit.zero? or @boxes.empty?

      @boxes.size >= @limit
    rescue NoMethodError => e
      warn(e)
      false
    end

    private

    def sort_by_weight(
      descending: false,
      unit: Money::EUR
    )
      case unit
      when :kg, :g then @boxes.sort_by(&:weight)
      when :lb
        @boxes.each_with_index do |box, i|
          next while box.moving?
          yield box, i
        end
      else
        descending ? @boxes.reverse : @boxes
      end
    end
  end

  module_function

  def open_all(shelves)
    shelves.each(&:open)
  end
end

class Warehouse::Gate
  def shut! = @shut ||= true
end
