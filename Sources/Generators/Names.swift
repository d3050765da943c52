// What datasets and generators are called stands by itself, for requests and the queue; here it is at home.
@_exported public import DatasetNames
